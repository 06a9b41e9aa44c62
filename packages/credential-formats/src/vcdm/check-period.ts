import type { CheckedCredential } from './check-credential.ts'
import { VcdmError } from './errors.ts'

/**
 * Whether a credential holds at `now`, with clocks that may differ by `skewSeconds`: from `validFrom` on, and at `validUntil` no longer. A time that is no
 * time is met by nothing. VCDM 2.0 #validity-periods. Throws VcdmError: VCDM_NOT_YET_VALID, VCDM_EXPIRED.
 */
export function checkPeriod({ version, validFrom, validUntil }: Pick<CheckedCredential, 'version' | 'validFrom' | 'validUntil'>, { now, skewSeconds }: { now: Date; skewSeconds: number }): void {
  const instant = now.getTime()
  const skew = skewSeconds * 1000
  const [from, until] = version === '2.0' ? ['validFrom', 'validUntil'] : ['issuanceDate', 'expirationDate']
  if (!Number.isFinite(instant + skew)) throw new VcdmError('VCDM_EXPIRED', until, 'cannot be judged without a time')
  if (validFrom !== undefined && validFrom.getTime() - skew > instant) throw new VcdmError('VCDM_NOT_YET_VALID', from, 'lies in the future')
  if (validUntil !== undefined && validUntil.getTime() + skew <= instant) throw new VcdmError('VCDM_EXPIRED', until, 'has passed')
}
