/** Projections: the awards of the fixtures, said in the words of each standard, beside writing the same documents as JSON. */
import { composeLearningCredentialClaims, composeMicrocredentialClaims, MICROCREDENTIAL_CONTEXT_PATH, projectBadgeClass, projectClr, projectElm, projectOpenBadge, type AwardedAchievement } from '@eduwallet/microcredential'
import { cases } from '@eduwallet/microcredential/fixtures'
import { spreadOf, type Spread } from './statistics.ts'

/** `cpu`: microseconds of one projection. `written`: microseconds of `JSON.stringify` of what comes out, which has so many octets on average. */
export type ProjectionFigure = { standard: string; perSecond: Spread; cpu: Spread; written: Spread; octets: number }
export type ProjectionReport = { awards: number; figures: ProjectionFigure[] }

/** Writing a document takes so little that only many of them are seen on the clock of the processor. */
const writes = 20_000

const [issuer, at] = ['https://issuer.example/school', new Date('2026-09-01T10:00:00Z')]
const around = { issuerId: issuer, contextUrl: `https://issuer.example${MICROCREDENTIAL_CONTEXT_PATH}`, validFrom: at, subject: { id: 'did:example:learner' }, language: 'nl' } as const
const badgeOf = (award: AwardedAchievement) => projectOpenBadge({ ...around, award, id: 'urn:uuid:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', achievementId: `${issuer}/achievements/1` }).document

/** What is made of an award, by the name of the standard. Nothing is signed. */
const projections: Readonly<Record<string, (award: AwardedAchievement) => unknown>> = {
  'SD-JWT VC microcredential': ({ grade, evidence: _evidence, ...award }) => composeMicrocredentialClaims({ ...award, ...(grade === undefined ? {} : { grade }) }).claims,
  'EUDI learning credential': (award) => composeLearningCredentialClaims(award, { language: 'nl', learnerIdentification: award.learner.reference }).claims,
  'Open Badges 3.0': badgeOf,
  'CLR 2.0 of that one badge': (award) => projectClr({ ...around, id: 'urn:uuid:5a1f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', name: { nl: 'Overzicht', en: 'Record' }, institution: award.institution, badges: [badgeOf(award)] }).document,
  'edubadges BadgeClass': ({ achievement }) => projectBadgeClass({ achievement, id: `${issuer}/1`, issuer, language: 'nl' }).document,
  'European Learning Model 3': (award) => projectElm(award, { id: 'urn:credential:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', issuer, issuedAt: at.toISOString() }).document,
}

/** Each standard `rounds` times, `count` awards in each, one after the other on this thread. */
export function measureProjections({ rounds, count }: { rounds: number; count: number }): ProjectionReport {
  const awards = cases.map(({ award }) => award)
  const figures = Object.entries(projections).map(([standard, project]): ProjectionFigure => {
    const documents = awards.map(project)
    const write = (one: number): unknown => JSON.stringify(documents[one])
    const make = (one: number): unknown => project(awards[one] as AwardedAchievement)
    timeOf(make, Math.ceil(count / 2), awards.length)
    timeOf(write, writes, awards.length)
    const made = Array.from({ length: rounds }, () => timeOf(make, count, awards.length))
    const written = Array.from({ length: rounds }, () => timeOf(write, writes, awards.length))
    return {
      standard,
      perSecond: spreadOf(made.map(({ elapsed }) => 1e6 / elapsed)),
      cpu: spreadOf(made.map(({ cpu }) => cpu)),
      written: spreadOf(written.map(({ cpu }) => cpu)),
      octets: documents.reduce((total: number, document) => total + Buffer.byteLength(JSON.stringify(document)), 0) / documents.length,
    }
  })
  return { awards: awards.length, figures }
}

/** Microseconds for one time, taken over `count` of them that go round the `kinds` in turn. */
function timeOf(work: (kind: number) => unknown, count: number, kinds: number): { elapsed: number; cpu: number } {
  const start = performance.now()
  const busy = process.threadCpuUsage()
  for (let done = 0; done < count; done += 1) {
    if (work(done % kinds) === undefined) throw new Error('a projection came to nothing')
  }
  const { user, system } = process.threadCpuUsage(busy)
  return { elapsed: (performance.now() - start) * 1000 / count, cpu: (user + system) / count }
}
