import type { AchievementDraft } from '../achievement/achievement.ts'
import { isDecimal } from '../decimal.ts'
import { pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import { valueAt } from '../schema-findings.ts'

type Workload = NonNullable<AchievementDraft['workload']>

// Units of v5 and v6 in ours. Study points (sp) are not everywhere European credits, and contact time is only a part of the study
// load: neither is turned into something it may not be.
const units: Readonly<Record<string, keyof Workload>> = { ects: 'ects', sbu: 'sbu', hour: 'hours' }
const otherUnits: Readonly<Record<string, readonly [nl: string, en: string]>> = {
  sp: ['Studiepunten (sp) zijn niet overal EC. Stuur de studielast in ects.', 'Study points (sp) are not European credits everywhere. Send the study load in ects.'],
  contacttime: ['Contacttijd is maar een deel van de studielast.', 'Contact time is only a part of the study load.'],
  contact_time: ['Contacttijd is maar een deel van de studielast.', 'Contact time is only a part of the study load.'],
}

/** The study load: one {studyLoadUnit, value} in v5, a list of them in v6. The number becomes an exact decimal or is not taken. */
export function readStudyLoad(value: unknown, path: readonly string[]): Taken<Workload> {
  if (value === undefined || value === null) return { findings: [] }
  const workload: Workload = {}
  const findings: Finding[] = []
  for (const [at, entry] of (Array.isArray(value) ? value as unknown[] : [value]).entries()) {
    const here = Array.isArray(value) ? [...path, at] : path
    const [name, amount] = [valueAt(entry, ['studyLoadUnit']), valueAt(entry, ['value'])]
    const unit = typeof name === 'string' && Object.hasOwn(units, name) ? units[name] : undefined
    if (unit === undefined) {
      const [nl, en] = (typeof name === 'string' && Object.hasOwn(otherUnits, name) ? otherUnits[name] : undefined) ?? ['Deze eenheid kennen wij niet. Stuur de studielast in ects, sbu of hour.', 'We do not know this unit. Send the study load in ects, sbu or hour.']
      findings.push(notTakenOver(pointer([...here, 'studyLoadUnit']), nl, en))
      continue
    }
    const decimal = typeof amount === 'number' ? String(amount) : undefined
    if (!isDecimal(decimal)) findings.push(notTakenOver(pointer([...here, 'value']), 'Dit is geen hoeveelheid met hoogstens vier cijfers achter de komma.', 'This is not an amount with at most four digits after the point.'))
    else if (workload[unit] !== undefined && workload[unit] !== decimal) findings.push(notTakenOver(pointer([...here, 'value']), 'De studielast staat er al in deze eenheid, met een andere waarde.', 'The study load is there in this unit already, with another value.'))
    else workload[unit] = decimal
  }
  return { value: Object.keys(workload).length > 0 ? workload : undefined, findings }
}
