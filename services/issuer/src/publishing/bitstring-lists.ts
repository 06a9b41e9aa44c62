import { gzipSync } from 'node:zlib'
import { prepareProof, shippedContexts, signCompactJws } from '@eduwallet/credential-formats'
import { type AnySigner, jsonWebKeyId, multikeyId } from '@eduwallet/keys'
import { bitstringOf, type BitstringPurpose, composeBitstringList, readStatusListToken, type StatusBits, statusValues, VC_JWT_TYP, verifyStatusListToken } from '@eduwallet/status-list'
import { type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { bitstringListUri, statusListUri } from '../institutions/identifiers.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { StatusListId } from '../institutions/types.ts'
import { PublishingError } from './errors.ts'
import type { ServedList } from './published-lists.ts'

/** How a Bitstring Status List Credential is secured: around it (VC-JOSE-COSE), or with proofs in it (VC Data Integrity). */
export type BitstringForm = 'jwt' | 'data-integrity'

/** One purpose of a list, ready to be served. */
export type ServedBitstring = {
  body: Buffer
  /** The same, compressed; made when first asked for. */
  gzipped(): Buffer
  /** Weak: each process signs its own, and all of them say the same. With quotes. */
  etag: string
  issuedAt: Date
  expiresAt: Date
}

export type BitstringLists = {
  /** The list of one purpose, as the publication says it. Throws PublishingError PUBLISHING_KEY_MISSING, PUBLISHING_LIST_UNREADABLE. */
  get(institution: IssuingInstitution, listId: StatusListId, published: ServedList, purpose: BitstringPurpose, form: BitstringForm): Promise<ServedBitstring>
}

/** Of what was made here a moment ago: room for a list of 8 MiB that does not compress. */
const LIMITS = { maxBytes: 12 * 2 ** 20, maxDepth: 8 }

/**
 * Which statuses each list says 1 of. What was revoked is not to be accepted either, so it stands in the list of suspensions as well: a credential that names only that list would
 * be good again, and one that was suspended before for whoever has the new list of suspensions and the old one of revocations.
 */
const valuesOf = { revocation: [statusValues.invalid], suspension: [statusValues.suspended, statusValues.invalid] } as const satisfies Record<BitstringPurpose, readonly number[]>

/**
 * The other forms of what is published: Bitstring Status List Credentials (v1.0), one for each purpose, made from the token and from nothing else, with
 * its dates and signed with its key. So they move forward with it, and no list can say one thing in one form and another in the next. Made when first asked for,
 * and kept as long as the publication is.
 */
export function openBitstringLists({ ttlSeconds }: { ttlSeconds: number }): BitstringLists {
  const made = new WeakMap<ServedList, Map<string, Promise<ServedBitstring>>>()
  return {
    async get(institution, listId, published, purpose, form) {
      let forms = made.get(published)
      if (forms === undefined) made.set(published, forms = new Map<string, Promise<ServedBitstring>>())
      const name = `${purpose} ${form}`
      let making = forms.get(name)
      if (making === undefined) {
        making = make(institution, listId, published, purpose, form, ttlSeconds)
        forms.set(name, making)
        // What failed is tried again by the next who asks.
        making.catch(() => forms.delete(name))
      }
      return await making
    },
  }
}

async function make(institution: IssuingInstitution, listId: StatusListId, published: ServedList, purpose: BitstringPurpose, form: BitstringForm, ttlSeconds: number): Promise<ServedBitstring> {
  const { statuses, signer } = open(institution, listId, published)
  const list = composeBitstringList({
    url: bitstringListUri(institution.credentialIssuer, listId, purpose), issuer: institution.did, purpose, bitstring: bitstringOf(statuses, ...valuesOf[purpose]),
    validFrom: published.issuedAt, validUntil: published.expiresAt, ttlSeconds,
  })
  const body = Buffer.from(await secure[form](list, institution, signer, published.issuedAt), 'utf8')
  let gzipped: Buffer | undefined
  return {
    body,
    gzipped: () => (gzipped ??= gzipSync(body)),
    etag: `W/${published.etag.replace(/"$/, `-${purpose}-${form}"`)}`,
    issuedAt: published.issuedAt,
    expiresAt: published.expiresAt,
  }
}

const secure = {
  /** VC-JOSE-COSE #securing-json-ld-verifiable-credentials-with-jose, with the key reference of the token. */
  jwt: async (list, { did }, signer) =>
    signCompactJws({ header: { typ: VC_JWT_TYP, cty: 'vc', kid: jsonWebKeyId(did, signer), ...(signer.x5c.length === 0 ? {} : { x5c: [...signer.x5c] }) }, payload: list, signer }),
  /**
   * VC Data Integrity 1.0 #proof-sets: one proof of the list's own key and one of the institution's Ed25519 key, so that whoever verified a credential with
   * either kind can verify the list.
   */
  'data-integrity': async (list, { did, signers }, signer, created) => {
    let document: JsonObject = list
    for (const key of signer.alg === 'EdDSA' ? [signer] : [signer, signers.EdDSA]) {
      const prepared = await prepareProof(document, { verificationMethod: multikeyId(did, key), proofPurpose: 'assertionMethod', created }, key.alg === 'EdDSA' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019', shippedContexts)
      document = parseJsonObject(prepared.finish(await key.sign(prepared.signingInput)), LIMITS)
    }
    return JSON.stringify(document)
  },
} as const satisfies Record<BitstringForm, (list: JsonObject, institution: IssuingInstitution, signer: AnySigner, created: Date) => Promise<string>>

/** The statuses of the token, and the key it was signed with. It is verified first: nothing is signed anew that was not signed before. */
function open(institution: IssuingInstitution, listId: StatusListId, { token, issuedAt }: ServedList): { statuses: StatusBits; signer: AnySigner } {
  try {
    const read = readStatusListToken(token)
    const signer = institution.keys.find((key) => jsonWebKeyId(institution.did, key) === read.kid)
    if (signer === undefined) throw new PublishingError('PUBLISHING_KEY_MISSING', `the key of status list ${listId} is not there`)
    const { statuses } = verifyStatusListToken(read, { uri: statusListUri(institution.credentialIssuer, listId), key: signer.publicJwk, now: issuedAt })
    return { statuses, signer }
  } catch (cause) {
    if (cause instanceof PublishingError) throw cause
    throw new PublishingError('PUBLISHING_LIST_UNREADABLE', `what was published of status list ${listId} is not a list signed with its key`, { cause })
  }
}
