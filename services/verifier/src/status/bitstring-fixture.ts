import { prepareProof, shippedContexts, signCompactJws } from '@eduwallet/credential-formats'
import { type AnySigner, multikeyId, type Signer } from '@eduwallet/keys'
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

  function listOf({ purpose = 'revocation', credential = {}, subject = {}, url, issuer = world.did, validFrom = world.now(), validUntil, ttlSeconds = 30 }: BitstringListing, set: readonly number[]): JsonObject {
    const statuses = createBits(MIN_BITSTRING_ENTRIES)
    for (const index of set) statuses.set(index, 1)
    const list = composeBitstringList({
      url: url ?? urlOf(purpose), issuer, purpose, bitstring: bitstringOf(statuses, 1), validFrom, validUntil: validUntil ?? new Date(world.now().getTime() + 3_600_000), ttlSeconds,
    })
    return { ...list, ...credential, credentialSubject: { ...(list['credentialSubject'] as JsonObject), ...subject } }
  }

  async function token(listing: BitstringListing, set: readonly number[]): Promise<string> {
    const { signer = world.issuer, kid = world.kid, typ = 'vc+jwt' } = listing
    return await signCompactJws({ header: { typ, kid }, payload: listOf(listing, set), signer })
  }

  /** The same with Data Integrity proofs in it, one of each signer. */
  async function document(listing: BitstringListing, set: readonly number[], signers: readonly AnySigner[] = [world.issuer]): Promise<JsonObject> {
    let list = listOf(listing, set)
    for (const signer of signers) {
      const verificationMethod = multikeyId(world.did, signer)
      const prepared = await prepareProof(list, { verificationMethod, proofPurpose: 'assertionMethod', created: world.now() }, signer.alg === 'EdDSA' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019', shippedContexts)
      list = JSON.parse(prepared.finish(await signer.sign(prepared.signingInput))) as JsonObject
    }
    return list
  }

  return {
    urlOf,
    token,
    document,
    serveJson(list: unknown, purpose: BitstringPurpose = 'revocation'): void {
      world.host.answers.set(new URL(urlOf(purpose)).pathname, { contentType: 'application/vc', body: JSON.stringify(list, undefined, 2) })
    },
    async serve(listing: BitstringListing = {}, set: readonly number[] = [], headers: Record<string, string> = {}): Promise<void> {
      world.host.answers.set(new URL(urlOf(listing.purpose ?? 'revocation')).pathname, { contentType: 'application/vc+jwt', body: await token(listing, set), headers })
    },
    entry: (purpose: BitstringPurpose = 'revocation', changes: JsonObject = {}): JsonObject => ({ ...composeBitstringEntry({ url: urlOf(purpose), purpose, index: 7 }), ...changes }),
    fetches: (purpose: BitstringPurpose = 'revocation'): number => world.host.requests.filter((path) => path === new URL(urlOf(purpose)).pathname).length,
  }
}
