/**
 * For the tests of this door and of the claim page: an issuer in memory with one institution, a clock that stands still, and
 * what a wallet does, made with a foreign library (jose) so that a proof is not judged by the code that made it.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { createShell, registerAssets, type Shell } from '@eduwallet/service-shell'
import { parseKeyEncryptionKey, thumbprint, type PublicJwk } from '@eduwallet/keys'
import { openMechanisms } from '../../configurations/index.ts'
import { takeTurns } from '../../downloading/index.ts'
import { identifiersOf } from '../../institutions/identifiers.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { makeTestKeys } from '../../institutions/test-signers.ts'
import type { AchievementId, AwardId, Id, InstitutionId, OfferId, StatusListId } from '../../institutions/types.ts'
import { hashOfferSecret, hashPreAuthorizedCode, hashTransactionCode, preAuthorizedCode } from '../../offering/offer-secret.ts'
import { openMemoryBooks } from '../../register/memory/index.ts'
import { openMemoryScope, type MemoryScope } from '../../register/memory/scope.ts'
import type { InstitutionBooks } from '../../register/index.ts'
import { registerClaimPages } from '../pages/routes.ts'
import { achievement } from './achievement-fixture.ts'
import { deriveWalletSecrets, registerOpenid4vciDoor } from './index.ts'

export const publicUrl = 'https://issuer.example'
export const configurationId = 'microcredential_dc_sd_jwt'
export const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** One institution of the issuer, with what is on record of it. */
export type TestInstitution = { institution: IssuingInstitution; scope: MemoryScope; books: InstitutionBooks }
export type TestOffer = { id: OfferId; awardId: AwardId; secret: string; code: string; transactionCode: string | undefined }
export type TestIssuer = Awaited<ReturnType<typeof startTestIssuer>>

/** An issuer with the institutions `avans` and `other`. `change` stands between door and books, to break something. */
export async function startTestIssuer(options: { draft15Wallets?: boolean; statusListSize?: number; change?: (books: InstitutionBooks) => InstitutionBooks } = {}) {
  const clock = { at: new Date('2026-11-22T10:00:00.000Z') }
  const logs: string[] = []
  const now = () => clock.at
  const kek = parseKeyEncryptionKey(createHash('sha256').update('a key for tests').digest('hex'))
  const statusListSize = options.statusListSize ?? 1024
  const institutions = new Map<string, TestInstitution>()
  for (const slug of ['avans', 'other']) institutions.set(slug, await foundInstitution(slug, { kek, statusListSize, at: clock.at, change: options.change ?? ((books) => books) }))
  const secrets = deriveWalletSecrets(kek)
  const app = createShell({ name: 'issuer', version: 'test', logLevel: 'info', publicUrl, logStream: { write: (line) => { logs.push(line) } } })
  const needs = {
    publicUrl,
    institutions: { bySlug: async (slug: string) => institutions.get(slug)?.institution },
    register: { forInstitution: (id: InstitutionId) => [...institutions.values()].find(({ institution }) => institution.id === id)!.books },
    secrets,
    statusListSize,
    mechanisms: openMechanisms(publicUrl),
    draft15Wallets: options.draft15Wallets ?? false,
    checkUrl: undefined,
    draw: takeTurns(),
    now,
    randomBytes: (count: number) => new Uint8Array(randomBytes(count)),
    newId: randomUUID,
  }
  registerAssets(app)
  registerOpenid4vciDoor(app, needs)
  registerClaimPages(app, needs)
  await app.ready()
  const issuer = { app, clock, logs, ...institutions.get('avans')!, other: institutions.get('other')!, needs }
  return { ...issuer, wallet: createTestWallet(issuer), offer: (given?: OfferOptions) => makeTestOffer(issuer, given) }
}

async function foundInstitution(
  slug: string,
  { kek, statusListSize, at, change }: { kek: ReturnType<typeof parseKeyEncryptionKey>; statusListSize: number; at: Date; change: (books: InstitutionBooks) => InstitutionBooks },
): Promise<TestInstitution> {
  const id = randomUUID() as InstitutionId
  const { signers, keys } = await makeTestKeys(kek, at)
  const { did, credentialIssuer } = identifiersOf(publicUrl, slug)
  const institution: IssuingInstitution = {
    id, slug, name: { nl: `Hogeschool ${slug}`, en: `University ${slug}` }, country: 'NL', identifiers: {}, createdAt: at,
    did, credentialIssuer, signers, keys,
  }
  const scope = openMemoryScope(id)
  const listId = randomUUID() as StatusListId
  scope.tables.statusLists.set(listId, { id: listId, size: statusListSize, signingKid: signers.ES256.kid, state: 'open', version: 0, createdAt: at })
  return { institution, scope, books: change(openMemoryBooks(scope)) }
}

export type OfferOptions = { transactionCode?: string; expiresInSeconds?: number; validForDays?: number; title?: string; awardId?: AwardId; at?: TestInstitution; configurations?: string[] }

/** An award on record and an open offer for it, as offering makes it. */
export function makeTestOffer(issuer: TestInstitution & { clock: { at: Date }; needs: { secrets: { transactionCode: Uint8Array } } }, options: OfferOptions = {}): TestOffer {
  const { scope, institution } = options.at ?? issuer
  const { at } = issuer.clock
  const awardId = options.awardId ?? newId<'award'>()
  if (options.awardId === undefined) {
    const achievementId: AchievementId = newId<'achievement'>()
    const title = options.title ?? 'Dijkinspectie'
    const content = { ...achievement(title), ...(options.validForDays === undefined ? {} : { validForDays: options.validForDays }) }
    scope.tables.achievements.set(achievementId, { state: 'published', id: achievementId, content, createdAt: at, publishedAt: at })
    scope.tables.awards.set(awardId, {
      id: awardId, achievementId, source: 'batch', sourceReference: awardId, learner: { reference: 's1234567', givenName: 'Noor', familyName: 'van der Wit' },
      awardedOn: '2026-11-20', grade: '8', state: 'awarded', revision: 1, createdAt: at,
    })
  }
  const secret = randomBytes(32).toString('base64url')
  const code = preAuthorizedCode(secret)
  const offerId = newId<'offer'>()
  const { transactionCode } = options
  const codeHash = hashPreAuthorizedCode(code)
  const pepper = issuer.needs.secrets.transactionCode
  scope.tables.offers.set(offerId, {
    id: offerId, awardId, configurations: options.configurations ?? [configurationId], secretHash: hashOfferSecret(secret), codeHash,
    ...(transactionCode === undefined ? {} : { transactionCodeHash: hashTransactionCode(transactionCode, { institutionId: institution.id, codeHash, pepper }) }),
    transactionCodeTries: 0, state: 'open', createdAt: at, expiresAt: new Date(at.getTime() + (options.expiresInSeconds ?? 3600) * 1000),
  })
  return { id: offerId, awardId, secret, code, transactionCode }
}

function newId<Kind extends string>(): Id<Kind> {
  return randomUUID() as Id<Kind>
}

export type WalletKey = { privateKey: CryptoKey; publicJwk: PublicJwk; thumbprint: string }

/** A P-256 key pair. */
export async function newWalletKey(): Promise<WalletKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const { kty, crv, x, y } = await exportJWK(publicKey)
  const publicJwk = { kty, crv, x, y } as PublicJwk
  return { privateKey, publicJwk, thumbprint: thumbprint(publicJwk) }
}

/** Signs any header and claims with ES256; a member that is undefined is left out. */
export function signWith(key: WalletKey, header: Record<string, unknown>, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(key.privateKey)
}

export type Answer = { status: number; headers: Record<string, unknown>; body: Record<string, unknown>; text: string }
type ProofOptions = { header?: Record<string, unknown>; claims?: Record<string, unknown> }
/** How a request is sent. `dpop`: with proofs by this key; `headers` come on top. */
type SendOptions = { dpop?: WalletKey; dpopOptions?: ProofOptions; headers?: Record<string, string>; slug?: string }

/** What a wallet does at the door, each step by itself and each able to do it wrongly. */
export function createTestWallet({ app, clock }: { app: Shell; clock: { at: Date } }) {
  const seconds = () => Math.floor(clock.at.getTime() / 1000)

  async function post(path: string, body: string, contentType: string, { dpop, dpopOptions, headers = {}, slug = 'avans' }: SendOptions, accessToken?: string): Promise<Answer> {
    const url = `/${slug}/${path}`
    const proof = dpop === undefined ? {} : { dpop: await dpopProof(dpop, `${publicUrl}${url}`, accessToken, dpopOptions) }
    const answer = await app.inject({ method: 'POST', url, headers: { 'content-type': contentType, ...proof, ...headers }, body })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? {} : answer.json(), text: answer.body }
  }

  /** A DPoP proof with the newest nonce of the server. */
  async function dpopProof(key: WalletKey, url: string, accessToken?: string, { header, claims }: ProofOptions = {}): Promise<string> {
    const slug = new URL(url).pathname.split('/')[1]
    const nonce = String((await app.inject({ method: 'POST', url: `/${slug}/nonce` })).headers['dpop-nonce'])
    const ath = accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }
    return signWith(key, { typ: 'dpop+jwt', jwk: key.publicJwk, ...header }, { jti: randomUUID(), htm: 'POST', htu: url, iat: seconds(), nonce, ...ath, ...claims })
  }

  function token(parameters: Record<string, string> | string, options: SendOptions = {}): Promise<Answer> {
    const body = typeof parameters === 'string' ? parameters : new URLSearchParams({ grant_type: preAuthorizedGrant, ...parameters }).toString()
    return post('token', body, 'application/x-www-form-urlencoded', options)
  }

  /** Redeems an offer as it should be done; gives the access token. */
  async function redeem(offer: TestOffer, options: SendOptions = {}): Promise<string> {
    const answer = await token({ 'pre-authorized_code': offer.code, ...(offer.transactionCode === undefined ? {} : { tx_code: offer.transactionCode }) }, options)
    if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${answer.text}`)
    return String(answer.body['access_token'])
  }

  async function nonce(slug = 'avans'): Promise<string> {
    return (await app.inject({ method: 'POST', url: `/${slug}/nonce` })).json<{ c_nonce: string }>().c_nonce
  }

  function keyProof(key: WalletKey, keyNonce: string, { header, claims }: ProofOptions = {}): Promise<string> {
    return signWith(key, { typ: 'openid4vci-proof+jwt', jwk: key.publicJwk, ...header }, { aud: `${publicUrl}/avans`, iat: seconds(), nonce: keyNonce, ...claims })
  }

  function credential(accessToken: string, body: unknown, options: SendOptions = {}): Promise<Answer> {
    const scheme = options.dpop === undefined ? 'Bearer' : 'DPoP'
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return post('credential', text, 'application/json', { ...options, headers: { authorization: `${scheme} ${accessToken}`, ...options.headers } }, accessToken)
  }

  /** Asks for credentials for keys, with proofs as they should be. */
  async function claim(accessToken: string, keys: readonly WalletKey[], options: SendOptions = {}): Promise<Answer> {
    const keyNonce = await nonce()
    const jwt = await Promise.all(keys.map((key) => keyProof(key, keyNonce)))
    return credential(accessToken, { credential_configuration_id: configurationId, proofs: { jwt } }, options)
  }

  function notify(accessToken: string, body: unknown, options: SendOptions = {}): Promise<Answer> {
    const scheme = options.dpop === undefined ? 'Bearer' : 'DPoP'
    return post('notification', JSON.stringify(body), 'application/json', { ...options, headers: { authorization: `${scheme} ${accessToken}`, ...options.headers } }, accessToken)
  }

  return { token, redeem, nonce, keyProof, credential, claim, notify, dpopProof }
}

/** The credentials of an answer. */
export function credentialsOf(answer: Answer): string[] {
  if (answer.status !== 200) throw new Error(`no credentials: ${answer.status} ${answer.text}`)
  return (answer.body['credentials'] as { credential: string }[]).map(({ credential }) => credential)
}
