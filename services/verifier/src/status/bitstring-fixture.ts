import { signCompactJws } from '@eduwallet/credential-formats'
import type { Signer } from '@eduwallet/keys'
import { bitstringOf, type BitstringPurpose, composeBitstringEntry, composeBitstringList, createBits, MIN_BITSTRING_ENTRIES } from '@eduwallet/status-list'
import type { JsonObject } from '@eduwallet/strict-json'
import type { World } from '../judging/fixtures/world.ts'

export type BitstringListing = {
  purpose?: BitstringPurpose
  url?: string
  issuer?: string
  signer?: Signer
  kid?: string
  typ?: string
  validFrom?: Date
  validUntil?: Date
  ttlSeconds?: number
  /** Members that replace those of the list, and of its subject. */
  credential?: JsonObject
  subject?: JsonObject
}

/** Bitstring lists of the issuer of a world, served at its host: index 7 is set when `set` says so. */
export function serveBitstrings(world: World) {
  const urlOf = (purpose: BitstringPurpose): string => `${world.host.url}/hogeschool/status-lists/1/${purpose}`

  async function token({ purpose = 'revocation', signer = world.issuer, kid = world.kid, typ = 'vc+jwt', credential = {}, subject = {}, ...rest }: BitstringListing, set: readonly number[]): Promise<string> {
    const statuses = createBits(MIN_BITSTRING_ENTRIES)
    for (const index of set) statuses.set(index, 1)
    const list = composeBitstringList({
      url: urlOf(purpose), issuer: world.did, purpose, bitstring: bitstringOf(statuses, 1), validFrom: world.now(), validUntil: new Date(world.now().getTime() + 3_600_000), ttlSeconds: 30, ...rest,
    })
    const payload = { ...list, ...credential, credentialSubject: { ...(list['credentialSubject'] as JsonObject), ...subject } }
    return await signCompactJws({ header: { typ, kid }, payload, signer })
  }

  return {
    urlOf,
    token,
    async serve(listing: BitstringListing = {}, set: readonly number[] = [], headers: Record<string, string> = {}): Promise<void> {
      world.host.answers.set(new URL(urlOf(listing.purpose ?? 'revocation')).pathname, { contentType: 'application/vc+jwt', body: await token(listing, set), headers })
    },
    entry: (purpose: BitstringPurpose = 'revocation', changes: JsonObject = {}): JsonObject => ({ ...composeBitstringEntry({ url: urlOf(purpose), purpose, index: 7 }), ...changes }),
    fetches: (purpose: BitstringPurpose = 'revocation'): number => world.host.requests.filter((path) => path === new URL(urlOf(purpose)).pathname).length,
  }
}
