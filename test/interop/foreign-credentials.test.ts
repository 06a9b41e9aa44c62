/**
 * Credentials in the shape that Credly, Canvas, the Digital Credentials Consortium, edubadges, EUDIPLO and the European reference issuer give them, made with foreign libraries,
 * handed in as a file: each is verified, or refused for the right reason.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createVerifiableCredentialJwt } from 'did-jwt-vc'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { bakePng, bakeSvg } from '@eduwallet/credential-files'
import { createSandboxCa, issueCertificate, parseKeyEncryptionKey, readCertificateChain, type Signer } from '@eduwallet/keys'
import { createOutbound, type Outbound } from '@eduwallet/outbound'
import type { JsonObject } from '@eduwallet/strict-json'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inspect, type Inspection } from '../../services/verifier/src/inspecting/index.ts'
import { makeSigner } from '../../services/verifier/src/judging/fixtures/make-signer.ts'
import { createWorld, type World } from '../../services/verifier/src/judging/fixtures/world.ts'
import { createCredentialJudge, type RecognisedIssuer } from '../../services/verifier/src/judging/index.ts'
import { makePng } from '../institution/index.ts'
import { asSdJwtVc, didDocumentOf, ed25519Context, edKey, openBadges302, openBadges303, openBadgesExtensions, vcdm1, vcdm2, withEd25519Signature2020, withEddsa } from './foreign-libraries.ts'

let world: World
let outbound: Outbound
beforeEach(async () => {
  world = await createWorld()
  outbound = createOutbound({ allowLoopback: true, totalTimeoutSeconds: 2 })
})
afterEach(async () => {
  await outbound.close()
  await world.close()
})

const hand = async (file: Uint8Array | string | JsonObject): Promise<Inspection> => {
  const judge = createCredentialJudge({ trust: world.trust, statusLists: world.statusLists, now: world.now, onError: (error) => world.errors.push(error) })
  const bytes = file instanceof Uint8Array ? file : Buffer.from(typeof file === 'string' ? file : JSON.stringify(file))
  return await inspect({ outbound, judge: async (credential) => await judge(credential, { recognise: true }) }, bytes, { links: 'refused' })
}
const recognise = async (issuer: Partial<RecognisedIssuer> & { identifier: string }) =>
  await world.issuers.put({ name: { nl: 'Buitenlandse uitgever', en: 'Foreign issuer' }, country: 'US', types: ['OpenBadgeCredential'], keys: { method: 'did' }, ...issuer }, world.now())
const troubles = ({ checks }: Inspection): string[] => checks.filter(({ outcome, code }) => !['passed', 'not_asked'].includes(outcome) && code !== 'not_reached').map(({ name, outcome, code }) => `${name} ${outcome} ${code}`)
const achievement = { id: 'urn:uuid:bd6d9316-f7ae-4073-a1e5-2f7f5bd22922', type: ['Achievement'], name: 'Facilitation', description: 'Leads a group', criteria: { narrative: 'Led three groups' } }

describe('in the shape of Credly', () => {
  /** VCDM 2.0 with two contexts of 1EdTech, a schema of theirs, an issuer with a did:web that has a path, and a recipient that is only a hash. */
  async function badge(changes: JsonObject = {}) {
    const did = `did:web:${world.host.didHost}:api:v1:obi:v3:issuers:e0e2733e`
    const key = await edKey(did)
    world.host.answers.set('/api/v1/obi/v3/issuers/e0e2733e/did.json', { contentType: 'application/json', body: JSON.stringify(didDocumentOf(did, [key])) })
    await recognise({ identifier: did, mayOmitStatus: true })
    const credential = await withEddsa({
      '@context': [vcdm2, openBadges303, openBadgesExtensions],
      id: `${world.host.url}/api/v1/obi/v3/open_badge_credentials/2116ec78`,
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      credentialSchema: [{ id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json', type: '1EdTechJsonSchemaValidator2019' }],
      issuer: { type: ['Profile'], id: did, name: 'Education Lab', email: 'info@issuer.example', url: 'https://issuer.example/', image: { id: `${world.host.url}/blob.png`, type: 'Image', caption: 'Logo' } },
      validFrom: '2026-11-01T00:00:00Z',
      credentialSubject: { type: ['AchievementSubject'], identifier: [{ type: 'IdentityObject', identityType: 'emailAddress', hashed: true, identityHash: 'sha256$6e0d1b5b', salt: 'x' }], achievement },
      ...changes,
    }, key, world.now())
    return { did, credential }
  }

  it('is genuine, as JSON and baked into a PNG, and only the keys of its issuer are fetched', async () => {
    const { credential } = await badge()
    for (const file of [credential, bakePng(Buffer.from(makePng({ text: 'x' })), JSON.stringify(credential))]) {
      const inspection = await hand(file)
      expect(troubles(inspection)).toEqual([])
      expect(inspection).toMatchObject({ verdict: 'genuine', credential: { type: 'OpenBadgeCredential', says: { achievement_title: 'Facilitation', issuing_authority: 'Education Lab', date_of_issuance: '2026-11-01' } } })
    }
    expect(world.host.requests).toEqual(['/api/v1/obi/v3/issuers/e0e2733e/did.json'])
  })

  it('is rejected when a word of it was changed, when it has expired, and when its issuer is not recognised', async () => {
    const { did, credential } = await badge()
    expect(troubles(await hand(JSON.stringify(credential).replace('Leads a group', 'Leads an army')))).toEqual(['issuer_signature failed signature_invalid'])
    world.passSeconds(61) // its new key is looked for in a document that is a minute old by then
    expect(troubles(await hand((await badge({ validUntil: '2026-11-20T00:00:00Z' })).credential))).toEqual(['validity_period failed expired'])
    await world.issuers.remove(did)
    expect(troubles(await hand(credential))).toEqual(['issuer_recognised failed issuer_not_recognised'])
  })

  it('DIN-13 with a second proof that is forged is rejected, and each proof has its own result', async () => {
    const { credential } = await badge()
    const proof = credential['proof'] as JsonObject & { proofValue: string }
    const inspection = await hand({ ...credential, proof: [proof, { ...proof, proofValue: `${proof.proofValue.slice(0, -4)}1111` }] })
    expect(inspection.verdict).toBe('rejected')
    expect(inspection.proofs.map(({ signature }) => signature)).toEqual(['passed', 'failed'])
  })

  it('DIN-14 with a suite that is not known, and one that is not signed at all, is rejected and named', async () => {
    const { credential } = await badge()
    const { proof, ...unsigned } = credential
    expect(troubles(await hand({ ...credential, proof: { ...proof as JsonObject, cryptosuite: 'eddsa-2022' } }))).toEqual(['format failed suite_not_supported'])
    expect((await hand(unsigned)).verdict).toBe('rejected')
  })
})

describe('in the shape of the Digital Credentials Consortium', () => {
  const make = (contexts: string[], dates: JsonObject) => (did: string): JsonObject => ({
    '@context': [...contexts, ed25519Context],
    id: 'urn:uuid:2fe53dc9-b2ec-4939-9b2c-0d00f6663b6c',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'DCC Test Credential',
    issuer: { id: did, type: ['Profile'], name: 'University', url: 'https://university.example' },
    ...dates,
    credentialSubject: { type: ['AchievementSubject'], id: 'did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q', achievement: { ...achievement, achievementType: 'Diploma' } },
  })

  it.each([
    ['VCDM 1.1', [vcdm1, openBadges302], { issuanceDate: '2026-01-09T15:06:31Z' }],
    ['VCDM 2.0', [vcdm2, openBadges303], { validFrom: '2026-01-09T15:06:31Z' }],
  ])('(%s, Ed25519Signature2020, did:key) is genuine, and nothing is fetched', async (_, contexts, dates) => {
    const { did, credential } = await withEd25519Signature2020(make(contexts, dates), world.now())
    await recognise({ identifier: did, mayOmitStatus: true })
    const inspection = await hand(credential)
    expect(troubles(inspection)).toEqual([])
    expect(inspection).toMatchObject({ verdict: 'genuine', credential: { says: { achievement_title: 'Facilitation', date_of_issuance: '2026-01-09' } } })
    expect(world.host.connections()).toBe(0)
  })

  it('is rejected where the registry says that its issuer must say where a revocation would stand', async () => {
    const { did, credential } = await withEd25519Signature2020(make([vcdm2, openBadges303], { validFrom: '2026-01-09T15:06:31Z' }), world.now())
    await recognise({ identifier: did })
    expect(troubles(await hand(credential))).toEqual(['status failed status_missing'])
  })
})

describe('in the shape of Canvas (Open Badges 3.0 as JWT, RS256, an issuer with an https address)', () => {
  async function badge({ header = {}, carried = false }: { header?: Record<string, unknown>; carried?: boolean } = {}) {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const issuer = `${world.host.url}/public/issuers/1`
    world.host.answers.set('/public/keys/1', { contentType: 'application/json', body: JSON.stringify(jwk) })
    await recognise({ identifier: issuer, keys: { method: 'jwks', uris: [`${world.host.url}/public/keys/1`] }, mayOmitStatus: true })
    const credential = {
      '@context': [vcdm2, openBadges303], id: `${world.host.url}/public/assertions/1`, type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: { id: issuer, type: ['Profile'], name: 'Canvas University' }, validFrom: '2026-11-01T00:00:00Z',
      credentialSubject: { id: 'mailto:learner@university.example', type: ['AchievementSubject'], achievement },
    }
    const token = await new SignJWT({ ...credential, iss: issuer, jti: credential.id, sub: credential.credentialSubject.id, nbf: Date.parse(credential.validFrom) / 1000 })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(carried ? { jwk } : { kid: `${world.host.url}/public/keys/1` }), ...header }).sign(privateKey)
    return token
  }

  it('is genuine by the address of its key, and baked into an SVG', async () => {
    const token = await badge()
    for (const file of [token, bakeSvg('<svg xmlns="http://www.w3.org/2000/svg"/>', token)]) {
      const inspection = await hand(file)
      expect(troubles(inspection)).toEqual([])
      expect(inspection).toMatchObject({ verdict: 'genuine', credential: { says: { achievement_title: 'Facilitation', issuing_authority: 'Canvas University' } } })
    }
  })

  it('with the key carried along is genuine only when the issuer publishes that key', async () => {
    expect(await hand(await badge({ carried: true }))).toMatchObject({ verdict: 'genuine' })
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
    expect(troubles(await hand(await badge({ carried: true, header: { jwk: stranger } })))).toEqual(['issuer_key failed key_not_found'])
  })

  it('NET-11 that names a key elsewhere is rejected, and nobody there is asked', async () => {
    expect(troubles(await hand(await badge({ header: { kid: 'https://elsewhere.example/keys/1' } })))).toEqual(['issuer_key failed key_of_another'])
  })
})

describe('in the shape of edubadges', () => {
  it('an assertion of Open Badges 2.0 is not taken, and it is said why', async () => {
    const assertion = { '@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: 'https://api.edubadges.example/public/assertions/x', badge: 'https://api.edubadges.example/public/badges/y', recipient: { type: 'email', hashed: true, identity: 'sha256$aa' }, issuedOn: '2026-01-01T00:00:00Z', verification: { type: 'HostedBadge' } }
    await expect(hand(assertion)).rejects.toMatchObject({ code: 'OPEN_BADGES_2' })
  })

  it('its Open Badge 3.0 by an issuer with a DID (jwt_vc_json, made with did-jwt-vc) is genuine', async () => {
    const signer = makeSigner()
    const did = `did:jwk:${Buffer.from(JSON.stringify(signer.publicJwk)).toString('base64url')}`
    await recognise({ identifier: did, mayOmitStatus: true, country: 'NL' })
    const issuer = { did, alg: 'ES256', signer: async (data: string | Uint8Array) => Buffer.from(await signer.sign(typeof data === 'string' ? Buffer.from(data) : data)).toString('base64url') }
    const token = await createVerifiableCredentialJwt({
      sub: 'did:example:learner', nbf: Date.parse('2026-11-01T00:00:00Z') / 1000,
      vc: { '@context': [vcdm1, openBadges302], type: ['VerifiableCredential', 'OpenBadgeCredential'], credentialSubject: { type: ['AchievementSubject'], identifier: [{ type: 'IdentityObject', hashed: true, identityHash: 'sha256$aa', identityType: 'emailAddress', salt: 'b' }], achievement: { ...achievement, inLanguage: 'nl' } } },
    }, issuer, { header: { kid: `${did}#0` } })
    const inspection = await hand(token)
    expect(troubles(inspection)).toEqual([])
    expect(inspection).toMatchObject({ verdict: 'genuine', credential: { format: 'jwt_vc_json', says: { achievement_title: { nl: 'Facilitation' } } } })
  })
})

describe('in the shape of EUDIPLO and of the European reference issuer (SD-JWT VC with a certificate)', () => {
  const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64url'))
  const issuer = 'https://issuer.example'
  async function certified(uris: string[]): Promise<{ anchor: string; signer: Signer; x5c: readonly string[] }> {
    const signer = makeSigner()
    const authority = await createSandboxCa(kek, { commonName: 'Proef CA', country: 'NL', now: () => new Date('2026-01-01') })
    const pem = await issueCertificate({ ...authority, kek }, { subject: { commonName: 'I', organization: 'I', country: 'NL' }, publicJwk: signer.publicJwk, dnsNames: ['issuer.example'], uris, notBefore: new Date('2026-02-01'), notAfter: new Date('2027-11-22'), profile: 'credential-signing' })
    return { anchor: authority.certificatePem, signer, x5c: readCertificateChain(pem).x5c }
  }
  const vct = 'urn:eu.europa.ec.eudi:learning:credential:1'
  const claims = {
    vct, iat: Date.parse('2026-11-01T00:00:00Z') / 1000, issuing_authority: 'University', issuing_country: 'NL', date_of_issuance: '2026-11-01', family_name: 'van Damme', given_name: 'Noor',
    achievement_title: 'Water management', language_of_classes: ['en'], learner_identification: 's1', expected_study_time: '12 months', level_of_learning_experience: 6, types_of_quality_assurance: ['ESG'],
  }
  const issue = async (extra: Record<string, unknown>, uris: string[]) => {
    const { anchor, signer, x5c } = await certified(uris)
    await recognise({ identifier: issuer, types: [vct], keys: { method: 'x509', anchors: [anchor] }, mayOmitStatus: true })
    return await asSdJwtVc({ ...claims, cnf: { jwk: { ...world.holder.publicJwk } }, ...extra }, ['family_name', 'given_name', 'learner_identification'], { signer, header: { x5c: [...x5c], typ: 'dc+sd-jwt' } })
  }

  it('the learning credential is genuine, and says the same things in the same names as ours', async () => {
    const inspection = await hand(await issue({ iss: issuer }, [issuer]))
    expect(troubles(inspection)).toEqual([])
    expect(inspection).toMatchObject({ verdict: 'genuine', credential: { type: vct, standard: 'eudi_learning_credential', says: { family_name: 'van Damme', date_of_issuance: '2026-11-01', issuing_country: 'NL', level_of_learning_experience: 6 } } })
  })

  it('without iss is rejected: the registry could not be asked about it', async () => {
    expect(troubles(await hand(await issue({}, [issuer])))).toEqual(['format failed claim_missing'])
  })

  it('with a certificate that names only a host is rejected: whose identifier that is, it does not say', async () => {
    expect(troubles(await hand(await issue({ iss: issuer }, ['https://other.example'])))).toEqual(['issuer_key failed certificate_of_another'])
  })

  it('with a status list signed with another key than the issuer has is not genuine', async () => {
    const token = await issue({ iss: issuer, status: { status_list: { idx: 1, uri: world.listUri } } }, [issuer])
    expect(troubles(await hand(token))).toEqual(['status failed status_list_not_genuine'])
  })
})
