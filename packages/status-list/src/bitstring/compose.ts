import { toNumericDate } from '@eduwallet/credential-formats'
import type { JsonObject } from '@eduwallet/strict-json'
import { StatusListError } from '../errors.ts'
import { type Bitstring, MIN_BITSTRING_ENTRIES } from './bitstring.ts'
import { encodeBitstring } from './encoding.ts'
import type { BitstringPurpose } from './entry.ts'

export const BITSTRING_CREDENTIAL_TYPE = 'BitstringStatusListCredential'
export const BITSTRING_TYPE = 'BitstringStatusList'
export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2'

export type BitstringListToCompose = {
  /** Where the list is served; the `statusListCredential` of every credential that refers to it, character by character. */
  url: string
  issuer: string
  purpose: BitstringPurpose
  bitstring: Bitstring
  validFrom: Date
  validUntil: Date
  /** How long a reader may keep the list before asking again. */
  ttlSeconds: number
}

/**
 * The credential that a list is (Bitstring Status List v1.0 #bitstringstatuslistcredential), to be secured as any other of VCDM 2.0. Dates are cut to whole
 * seconds. Throws StatusListError STATUS_LIST_LENGTH, STATUS_TOKEN_MALFORMED when its times are none.
 */
export function composeBitstringList({ url, issuer, purpose, bitstring, validFrom, validUntil, ttlSeconds }: BitstringListToCompose): JsonObject {
  if (bitstring.length < MIN_BITSTRING_ENTRIES) throw new StatusListError('STATUS_LIST_LENGTH', 'the list has fewer than 131,072 entries')
  if (!(toNumericDate(validUntil) > toNumericDate(validFrom)) || !Number.isInteger(ttlSeconds) || ttlSeconds < 1) throw new StatusListError('STATUS_TOKEN_MALFORMED', 'expiry and ttl must lie in the future')
  return {
    '@context': [CREDENTIALS_CONTEXT],
    id: url,
    type: ['VerifiableCredential', BITSTRING_CREDENTIAL_TYPE],
    issuer,
    validFrom: toSeconds(validFrom),
    validUntil: toSeconds(validUntil),
    credentialSubject: { id: `${url}#list`, type: BITSTRING_TYPE, statusPurpose: purpose, encodedList: encodeBitstring(bitstring), ttl: ttlSeconds * 1000 },
  }
}

/** VCDM 2.0 `dateTimeStamp`, without the fractions that some readers refuse. */
function toSeconds(instant: Date): string {
  return `${new Date(toNumericDate(instant) * 1000).toISOString().slice(0, 19)}Z`
}
