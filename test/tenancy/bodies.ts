/** For every operation that takes a body, one that an honest caller would send: so that what is refused is who asks, not what. */
import { createHolderKey, createKeyProof, preAuthorizedGrant, requestNonce } from '../wallet/index.ts'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expectStatus, makePng, okeAssociation, okeResultPatch, schoolCall, waterMicrocredential, type School } from '../institution/index.ts'
import { batchedRow, marker, markedRow, removableIssuer, type Ground, type Tenant } from './ground.ts'
import { takesBody, type Operation } from './operations.ts'

/** A body as it goes over the wire. */
export type Body = { type: string; text: string }

type Maker = (tenant: Tenant, ground: Ground) => unknown

/** By operation. An object is sent as JSON, `URLSearchParams` as a form, octets as an image. */
const bodies: Record<string, Maker> = {
  createInstitution: () => ({ slug: `nieuw-${++made}`, name: { nl: 'Nieuw', en: 'New' }, country: 'NL', identifiers: { brin: '21PB' } }),
  replaceCertificateChain: ({ held }) => ({ pem: chainOf(held.header) }),
  createClient: () => ({ name: 'another system', scopes: ['read'] }),
  requestAccessToken: () => form({ grant_type: 'client_credentials' }),
  createAchievement: () => ({ achievement: waterMicrocredential() }),
  changeAchievement: () => ({ achievement: waterMicrocredential() }),
  importAchievements: () => ({ source: 'ooapi-course', sector: 'hbo', documents: [{ courseId: `${++made}`, primaryCode: { codeType: 'identifier', code: 'W1' }, name: [{ language: 'nl-NL', value: `Vak ${marker}` }], abbreviation: 'W', description: [{ language: 'nl-NL', value: 'Een vak.' }], teachingLanguage: 'nld', level: 'bachelor' }] }),
  setAchievementImage: ({ school }) => makePng({ text: school.slug }),
  shareAchievement: ({ things }) => ({ institutions: [things.get('shared-achievements/{owner}')!] }),
  checkAchievement: () => ({ achievement: waterMicrocredential() }),
  sendResults: () => ({ results: [markedRow(`row-${++made}`)] }),
  // The same rows each time: under one id there is one batch. An object as JSON is one line of NDJSON.
  putResultBatch: () => batchedRow,
  putAssociation: ({ things, ids }) => okeAssociation({ associationId: things.get('associations/{associationId}')!, offering: ids.offering, learner: { studentNumber: `7${marker}`, givenName: `Voor${marker}`, surname: `Achter${marker}`, nationalIdentityNumber: '999990019' } }),
  patchAssociation: () => okeResultPatch({ resultDate: '2026-06-30', score: '8' }),
  offerAward: () => ({ transactionCode: true, expiresInSeconds: 600 }),
  downloadFile: ({ ids }) => form({ form: 'open-badge', code: ids.transactionCode }),
  makeAwardFile: () => ({ form: 'open-badge' }),
  setStatusOfAward: () => ({ status: 'suspended', reason: `Onderzoek (${marker}).` }),
  setStatusOfCredentials: ({ things }) => ({ status: 'valid', reason: `Niets gevonden (${marker}).`, credentials: [things.get('credentials/{id}')] }),
  setCredentialStatus: () => ({ status: 'revoked', reason: `Toegekend aan de verkeerde (${marker}).` }),
  issueCredential: () => ({ credential: { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], credentialSubject: { name: `Naam${marker}` } }, options: { format: 'vc+jwt', credentialId: `ready-made-${++made}` } }),
  updateCredentialStatus: ({ things }) => ({ credentialId: things.get('credentials/{id}')!, credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'suspension' }, status: true }),
  redeemOffer: ({ ids }) => form({ grant_type: preAuthorizedGrant, 'pre-authorized_code': ids.code }),
  requestCredential: async ({ opened, school }, { world }) => {
    const proof = await createKeyProof(world.wallet, { key: await createHolderKey(), audience: school.credentialIssuer, nonce: await requestNonce(world.wallet, opened.issuer) })
    return { credential_configuration_id: opened.configurationId, proofs: { jwt: [proof] } }
  },
  notify: ({ ids }) => ({ notification_id: ids.notification, event: 'credential_accepted' }),
  createEmployer: () => ({ name: 'Nieuwe Werkgever', questions: ['microcredential'] }),
  putIssuer: () => removableIssuer,
  createAccessToken: ({ employer }) => form({ grant_type: 'client_credentials', client_id: employer.client.id, client_secret: employer.client.secret }),
  createRequest: () => ({ question: 'microcredential', purpose: { nl: 'Sollicitatie als dijkinspecteur', en: 'Application as a dike inspector' }, flow: 'cross_device' }),
  stackCredentials: ({ ids }) => ({
    rule: { programme: { nl: 'Opleiding', en: 'Programme' }, credits: { unit: 'ects', needed: '5' }, accepted: [{}], onlyWhileValid: true, overlappingOutcomes: 'count_once' },
    credentials: [{ requestId: ids.shown, achievement: 'a', kind: 'microcredential', sector: 'hbo' }],
  }),
  verifyCredential: async ({ school }) => ({ verifiableCredential: await badgeOf(school) }),
  deriveCredential: async ({ school }) => ({ verifiableCredential: await badgeOf(school, { cryptosuite: 'ecdsa-sd-2023', mandatoryPointers: ['/credentialSubject/type'] }), options: { selectivePointers: ['/credentialSubject/achievement'] } }),
  verifyPresentation: async ({ school }) => ({ verifiablePresentation: await presentationOf(await badgeOf(school)), options: { challenge: 'c-1', domain: 'verifier.example' } }),
  readRequestObjectByPost: () => form({ wallet_nonce: `nonce-${marker}` }),
  inspectFile: ({ held }): Body => ({ type: 'application/octet-stream', text: held.compact }),
  inspectPageForm: ({ held }): Body => ({ type: 'multipart/form-data; boundary=----eduwallet-test-boundary-01', text: `------eduwallet-test-boundary-01\r\ncontent-disposition: form-data; name="text"\r\n\r\n${held.compact}\r\n------eduwallet-test-boundary-01--\r\n` }),
  postAuthorizationResponse: ({ ids }) => form({ error: 'access_denied', state: ids.state }),
}
let made = 0

/** What some operations need beside the path. */
const queries: Record<string, string> = {
  removeIssuer: `?identifier=${encodeURIComponent(removableIssuer.identifier)}`,
  requestReturn: '?response_code=unknown',
}

/** The query that an operation needs, with its question mark; empty for most. */
export function queryOf({ name }: Pick<Operation, 'name'>): string {
  return queries[name] ?? ''
}

/**
 * A body that the operation takes from its own tenant; undefined when it takes none.
 * @throws Error that says what to add for an operation that nothing is known of
 */
export async function bodyOf(operation: Operation, tenant: Tenant, ground: Ground): Promise<Body | undefined> {
  const maker = bodies[operation.name]
  if (maker === undefined) {
    if (operation.bodyTypes.length === 0 || !takesBody(operation)) return undefined
    throw new Error(`operation ${operation.name} (${operation.method} ${operation.path}) takes a body that nothing is known of: add a valid one to "bodies" in test/tenancy/bodies.ts`)
  }
  const content = await maker(tenant, ground)
  if (isBody(content)) return content
  if (content instanceof Uint8Array) return { type: 'image/png', text: Buffer.from(content).toString('latin1') }
  return content instanceof URLSearchParams
    ? { type: 'application/x-www-form-urlencoded', text: content.toString() }
    : { type: operation.bodyTypes[0] ?? 'application/json', text: JSON.stringify(content) }
}

function isBody(content: unknown): content is Body {
  return typeof content === 'object' && content !== null && 'type' in content && 'text' in content && Object.keys(content).length === 2
}

/** Names in `bodies` that no operation has any more. */
export function unusedBodies(operations: readonly Operation[]): string[] {
  return [...Object.keys(bodies), ...Object.keys(queries)].filter((name) => !operations.some((operation) => operation.name === name))
}

/** The certificates of a credential's header as PEM, leaf first. */
export function chainOf(header: Record<string, unknown>): string {
  return (header['x5c'] as string[]).map((base64) => `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`).join('')
}

const dataModel = 'https://www.w3.org/ns/credentials/v2'

/** An Open Badge that the school composed and had signed, in its envelope. */
async function badgeOf(school: School, options: object = { format: 'vc+jwt' }): Promise<object> {
  const credential = {
    '@context': [dataModel, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'], type: ['VerifiableCredential', 'OpenBadgeCredential'], validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { type: ['AchievementSubject'], achievement: { id: 'urn:example:a', type: ['Achievement'], name: 'Waterbeheer', description: 'Dijken', criteria: { narrative: 'Tentamen' } } },
  }
  // Issued once, before anything is compared: a body that issues would change what the matrix says nobody changed.
  const name = `${school.slug} ${JSON.stringify(options)}`
  let badge = badges.get(name)
  if (badge === undefined) {
    badge = schoolCall(school, 'POST', '/credentials/issue', { credential, options }).then((answer) => (expectStatus(answer, 201) as { verifiableCredential: object }).verifiableCredential)
    badges.set(name, badge)
  }
  return badge
}
const badges = new Map<string, Promise<object>>()

/** Shown by somebody with a key of their own. */
async function presentationOf(credential: object): Promise<object> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const holder = `did:jwk:${Buffer.from(JSON.stringify(await exportJWK(publicKey))).toString('base64url')}`
  const presentation = { '@context': [dataModel], type: ['VerifiablePresentation'], holder, verifiableCredential: [credential] }
  const token = await new SignJWT({ ...presentation, nonce: 'c-1' }).setProtectedHeader({ alg: 'ES256', typ: 'vp+jwt', kid: `${holder}#0` }).setAudience('verifier.example').setIssuedAt().setExpirationTime('5m').sign(privateKey)
  return { '@context': [dataModel], type: 'EnvelopedVerifiablePresentation', id: `data:application/vp+jwt,${token}` }
}

function form(parameters: Record<string, string>): URLSearchParams {
  return new URLSearchParams(parameters)
}
