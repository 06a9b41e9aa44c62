import type { OpenBadgeCredential } from './open-badge-credential.ts'

/** The same credential in Verifiable Credentials Data Model 1.1. */
export type OpenBadgeInVcdm11 = Omit<OpenBadgeCredential, 'validFrom' | 'validUntil'> & { issuanceDate: string; expirationDate?: string }

/** VCDM 1.1, and the last context of Open Badges 3.0 that goes with it. */
const contexts = ['https://www.w3.org/2018/credentials/v1', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json'] as const

/**
 * The badge for readers that know VCDM 1.1 only (#issuance-date, #expiration): other names for when it begins and ends to be valid, and
 * the contexts of that version. What it says is the same.
 */
export function openBadgeInVcdm11({ '@context': [, , ...ours], validFrom, validUntil, ...credential }: OpenBadgeCredential): OpenBadgeInVcdm11 {
  return { '@context': [...contexts, ...ours], ...credential, issuanceDate: validFrom, ...(validUntil === undefined ? {} : { expirationDate: validUntil }) }
}
