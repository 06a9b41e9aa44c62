import { fault } from '../findings.ts'
import type { Reading } from '../projection.ts'
import { readMicrocredentialClaims } from '../sd-jwt-vc/read-claims.ts'
import { lastValidDay } from '../sd-jwt-vc/compose-claims.ts'
import type { StackableAward } from './stacking-rule.ts'

/** What a credential does not say of itself, and whoever judges knows: which achievement it is taken for, and by which id its issuer goes in the rule. */
export type TakenFor = Pick<StackableAward, 'id' | 'achievement' | 'institution' | 'kind' | 'sector'> & { learningOutcomes?: readonly string[] }

/**
 * A presented credential as stacking sees it: size, level and days from the claims that were shown. What was not shown counts for
 * nothing, and without the day of awarding nothing can be said. Whether the credential is genuine and whose it is, is settled before.
 */
export function stackableAwardOfClaims(claims: unknown, { learningOutcomes = [], ...known }: TakenFor): Reading<StackableAward> {
  const read = readMicrocredentialClaims(claims)
  if (!read.ok) return read
  const { value: { awardedOn, achievement = {} }, findings, dropped } = read
  if (awardedOn === undefined) {
    return { ok: false, findings: [...findings, fault('/date_of_issuance', 'MISSING', 'De datum van toekenning is niet getoond. Vraag er opnieuw om.', 'The date of issuance was not shown. Ask for it again.')], dropped }
  }
  const { level, workload = {}, validForDays } = achievement
  return {
    ok: true, findings, dropped,
    value: {
      ...known,
      ...(level?.eqf === undefined ? {} : { eqf: level.eqf }),
      workload,
      learningOutcomes: [...new Set(learningOutcomes)],
      awardedOn,
      ...(validForDays === undefined ? {} : { validUntil: lastValidDay(awardedOn, validForDays) }),
    },
  }
}
