import type { AchievementDraft } from '../achievement/achievement.ts'
import { missing } from '../achievement/missing.ts'
import { calendarDateFrom } from '../calendar.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { valueAt } from '../schema-findings.ts'
import { findTextFault, isBlank, textLimits } from '../text/plain-text.ts'
import { readDocument, v4Findings } from './education-document.ts'
import { kindOfFormalDocument, rowFor } from './education-vocabulary.ts'
import { readEducation } from './read-education.ts'

/** One edition of a course, programme or component. */
export type Offering = {
  offeringId: string
  of: 'course' | 'programme' | 'component'
  /** The course, programme or component it is an edition of, by its id. */
  educationId?: string
  /** YYYY-MM-DD in the Netherlands. */
  startsOn?: string
  endsOn?: string
  /** Of what is offered when it was sent expanded, with what the offering says otherwise: language, form, scale. Else what the offering says. */
  achievement: AchievementDraft
}

type Education = { of: Offering['of']; expanded: string; id: string; ownId: string }

// Where an offering says what it is an edition of: v5 as an id or expanded in one member, v6 in two.
const v5Educations: Readonly<Record<string, Education>> = {
  course: { of: 'course', expanded: 'course', id: 'course', ownId: 'courseId' },
  program: { of: 'programme', expanded: 'program', id: 'program', ownId: 'programId' },
  component: { of: 'component', expanded: 'component', id: 'component', ownId: 'componentId' },
}
const v6Educations: readonly (readonly [offeringId: string, education: Education])[] = [
  ['courseOfferingId', { of: 'course', expanded: 'course', id: 'courseId', ownId: 'courseId' }],
  ['programmeOfferingId', { of: 'programme', expanded: 'programme', id: 'programmeId', ownId: 'programmeId' }],
  ['testComponentOfferingId', { of: 'component', expanded: 'component', id: 'componentId', ownId: 'componentId' }],
  ['learningComponentOfferingId', { of: 'component', expanded: 'component', id: 'componentId', ownId: 'componentId' }],
]

/** An offering of OOAPI v5 or OEAPI v6. Never throws, whatever it is given. */
export function readOffering(document: unknown): Reading<Offering> {
  return readDocument(document, ['offering'], (offering) => {
    const [idMember, education] = v6Educations.find(([member]) => valueAt(offering, [member]) !== undefined) ?? ['offeringId', rowFor(v5Educations, valueAt(offering, ['offeringType']))]
    const offeringId = idFrom(valueAt(offering, [idMember]))
    if (offeringId === undefined) return { findings: [fault(pointer([idMember]), 'WRONG_TYPE', 'Dit is geen id. Stuur het als tekst.', 'This is not an id. Send it as text.')] }
    if (education === undefined) return { findings: [valueAt(offering, ['offeringType']) === undefined ? missing('/offeringType') : fault('/offeringType', 'NOT_ALLOWED_VALUE', 'Kies uit: course, program, component.', 'Choose from: course, program, component.')] }

    const own = readEducation(offering, undefined)
    const expanded = valueAt(offering, [education.expanded])
    const offered = typeof expanded === 'object' && expanded !== null ? readOffered(expanded, education) : undefined
    const [startsOn, endsOn] = [dayFrom(offering, ['startDateTime', 'startDate']), dayFrom(offering, ['endDateTime', 'endDate'])]
    const achievement = { ...own.value, ...offered?.value, ...edition(own.value) }
    const educationId = idFrom(valueAt(offering, [education.id])) ?? idFrom(valueAt(expanded, [education.ownId]))
    return {
      value: own.value === undefined ? undefined : {
        offeringId, of: education.of,
        ...(educationId === undefined ? {} : { educationId }),
        ...(startsOn.value === undefined ? {} : { startsOn: startsOn.value }),
        ...(endsOn.value === undefined ? {} : { endsOn: endsOn.value }),
        achievement: { ...achievement, ...(offered?.value || education.of === 'component' ? {} : { kind: education.of }) },
      },
      findings: [...own.findings, ...(offered?.findings ?? []), ...startsOn.findings, ...endsOn.findings],
    }
  })
}

// A v4 object within a later one is refused as a whole one is.
function readOffered(expanded: object, { of, expanded: member }: Education): Taken<AchievementDraft> {
  const v4 = v4Findings(expanded).map((finding) => ({ ...finding, path: `/${member}${finding.path}` }))
  if (v4.length > 0) return { findings: v4 }
  const kind = of === 'component' ? undefined : of === 'course' ? 'course' : (rowFor(kindOfFormalDocument, valueAt(expanded, ['formalDocument'])) ?? 'programme')
  return readEducation(expanded, kind, [member])
}

/** What is about this edition rather than about what is offered. */
function edition(own: AchievementDraft | undefined): AchievementDraft {
  const { languages, participation, gradeScale } = own ?? {}
  return { ...(languages && { languages }), ...(participation && { participation }), ...(gradeScale && { gradeScale }) }
}

function dayFrom(offering: unknown, members: readonly string[]): Taken<string> {
  const member = members.find((name) => typeof valueAt(offering, [name]) === 'string')
  if (member === undefined) return { findings: [] }
  const day = calendarDateFrom(String(valueAt(offering, [member])))
  const findings: Finding[] = day === undefined ? [notTakenOver(pointer([member]), 'Dit is geen datum (jjjj-mm-dd).', 'This is not a date (YYYY-MM-DD).')] : []
  return { value: day, findings }
}

function idFrom(value: unknown): string | undefined {
  return typeof value === 'string' && !isBlank(value) && value.length <= textLimits.reference && findTextFault(value, 'one') === undefined ? value : undefined
}
