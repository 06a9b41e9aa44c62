/** The libraries that others use for the same, as they come, on the same documents. Their keys are their own, of the same kind. */
import { createPublicKey, generateKeyPairSync, hash, randomBytes, sign, verify as verifyRaw, type KeyObject } from 'node:crypto'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import { createDiscloseCryptosuite, createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import type { JsonObject } from '@eduwallet/strict-json'
import { SDJwtInstance } from '@sd-jwt/core'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { createVerifiableCredentialJwt, verifyCredential } from 'did-jwt-vc'
import { jwtVerify, SignJWT } from 'jose'
import { at, seconds } from '../../../packages/credential-formats/src/sd-jwt-vc/fixtures/forge.ts'
import { contexts, formatOf, issuerDid } from './documents.ts'
import type { Works } from './works.ts'

type PeerKey = { id: string; controller: string; publicKeyMultibase: string; signer(): unknown }
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ieee = (key: KeyObject) => ({ key, dsaEncoding: 'ieee-p1363' }) as const

/** The peer of a format and its name; undefined when no library that we know of does the same. */
export async function peerWorks(name: string): Promise<(Works & { library: string }) | undefined> {
  if (name === 'dc+sd-jwt' || name === 'vc+sd-jwt') return sdJwtPeer(name)
  if (name === 'vc+jwt' || name === 'ob3_vc_jwt') return josePeer(name)
  if (name === 'jwt_vc_json') return didJwtPeer()
  if (name === 'eddsa-rdfc-2022' || name === 'ecdsa-rdfc-2019' || name === 'ecdsa-sd-2023') return digitalBazaar(name)
  return undefined
}

async function digitalBazaar(name: 'eddsa-rdfc-2022' | 'ecdsa-rdfc-2019' | 'ecdsa-sd-2023'): Promise<Works & { library: string }> {
  const key = await (name === 'eddsa-rdfc-2022' ? Ed25519Multikey.generate() : EcdsaMultikey.generate({ curve: 'P-256' })) as PeerKey
  const did = `did:key:${key.publicKeyMultibase}`
  key.id = `${did}#${key.publicKeyMultibase}`
  key.controller = did
  const credential = { ...formatOf(name).credential.claims, issuer: did } as JsonObject
  const method = { '@context': 'https://w3id.org/security/multikey/v1', id: key.id, type: 'Multikey', controller: did, publicKeyMultibase: key.publicKeyMultibase }
  const documents = new Map<string, unknown>([...contexts, [key.id, method], [did, { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod: [method], assertionMethod: [key.id] }]])
  const documentLoader = async (url: string) => {
    const document = documents.get(url)
    if (document === undefined) throw new Error(`the peer asked for ${url}`)
    return { contextUrl: null, documentUrl: url, document }
  }
  const date = at.toISOString()
  const suites = name === 'ecdsa-sd-2023'
    ? { sign: createSignCryptosuite({ mandatoryPointers: ['/issuer', '/validFrom'] }), verify: createVerifyCryptosuite() }
    : { sign: name === 'eddsa-rdfc-2022' ? eddsaRdfc : ecdsaRdfc, verify: name === 'eddsa-rdfc-2022' ? eddsaRdfc : ecdsaRdfc }
  const secure = () => vc.issue({ credential: structuredClone(credential), suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite: suites.sign, date }), documentLoader })
  const issued = await secure()
  const secured = name !== 'ecdsa-sd-2023' ? issued
    : await vc.derive({ verifiableCredential: issued, suite: new DataIntegrityProof({ cryptosuite: createDiscloseCryptosuite({ selectivePointers: ['/credentialSubject/licenseNumber'] }) }), documentLoader })
  return {
    library: '@digitalbazaar/vc',
    secure,
    verify: async () => {
      const { verified, error } = await vc.verifyCredential({ credential: structuredClone(secured), now: at, suite: new DataIntegrityProof({ cryptosuite: suites.verify }), documentLoader, checkStatus: async () => ({ verified: true }) })
      if (!verified) throw new Error(`the peer does not verify its own: ${(error?.errors ?? []).map(({ message }) => message).join()}`)
    },
  }
}

async function sdJwtPeer(name: 'dc+sd-jwt' | 'vc+sd-jwt'): Promise<Works & { library: string }> {
  const { claims, selectivelyDisclosable } = formatOf(name).credential
  const needs = {
    hasher: (data: string | ArrayBuffer, algorithm: string) => hash(algorithm.replace('-', ''), typeof data === 'string' ? data : Buffer.from(data), 'buffer'),
    hashAlg: 'sha-256', saltGenerator: (length: number) => randomBytes(length).toString('base64url'), signAlg: 'ES256',
    signer: async (data: string) => sign('sha256', Buffer.from(data), ieee(privateKey)).toString('base64url'),
    verifier: async (data: string, signature: string) => verifyRaw('sha256', Buffer.from(data), ieee(publicKey), Buffer.from(signature, 'base64url')),
  } as const
  const frame: Record<string, unknown> = {}
  for (const path of selectivelyDisclosable) {
    let place = frame
    for (const step of path.slice(0, -1)) place = (place[step] ??= {}) as Record<string, unknown>
    place['_sd'] = [...(place['_sd'] as string[] | undefined ?? []), path.at(-1)]
  }
  // Without a status, which this library would fetch.
  const { status: _status, ...payload } = claims
  const peer = name === 'dc+sd-jwt' ? new SDJwtVcInstance(needs) : new SDJwtInstance(needs)
  const secure = () => (peer as SDJwtInstance<Record<string, unknown>>).issue(payload, frame as never)
  const secured = await secure()
  return { library: name === 'dc+sd-jwt' ? '@sd-jwt/sd-jwt-vc' : '@sd-jwt/core', secure, verify: () => (peer as SDJwtInstance<Record<string, unknown>>).verify(secured, { currentDate: seconds }) }
}

async function josePeer(name: string): Promise<Works & { library: string }> {
  const { claims, header } = formatOf(name).credential
  const secure = () => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: name === 'vc+jwt' ? 'vc+jwt' : 'JWT', kid: header.kid }).sign(privateKey)
  const secured = await secure()
  const key = createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' })
  return { library: 'jose', secure, verify: () => jwtVerify(secured, key, { algorithms: ['ES256'], typ: name === 'vc+jwt' ? 'vc+jwt' : 'JWT', currentDate: at }) }
}

async function didJwtPeer(): Promise<Works & { library: string }> {
  const { claims } = formatOf('jwt_vc_json').credential
  const { issuer: _issuer, issuanceDate: _date, id: _id, ...rest } = claims
  const issuer = { did: issuerDid, alg: 'ES256', signer: async (data: string | Uint8Array) => sign('sha256', Buffer.from(data), ieee(privateKey)).toString('base64url') }
  const secure = () => createVerifiableCredentialJwt({ sub: 'did:example:learner', nbf: seconds - 3600, vc: rest as never }, issuer)
  const secured = await secure()
  const method = { id: `${issuerDid}#1`, type: 'JsonWebKey2020', controller: issuerDid, publicKeyJwk: publicKey.export({ format: 'jwk' }) as { kty: 'EC' } }
  const didDocument = { '@context': ['https://www.w3.org/ns/did/v1'], id: issuerDid, verificationMethod: [method], assertionMethod: [method.id] }
  const resolver = { resolve: async () => ({ didResolutionMetadata: {}, didDocument, didDocumentMetadata: {} }) }
  return { library: 'did-jwt-vc', secure, verify: () => verifyCredential(secured, resolver, { policies: { now: seconds } }) }
}
