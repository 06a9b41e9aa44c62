/** Hostile answers to an employer's request (family VPR). */
import { exportJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { readCase } from '../institution/index.ts'
import { createHolderKey, issueSdJwt, postAnswer, prepareAnswer, present, withHooks, type HeldCredential, type HttpAnswer, type PresentationRequest, type Wallet } from '../wallet/index.ts'
import { askAndAnswer, askOnly, expectRejected, holdCredential, verdictOf } from './ask-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('presentation_attacks')
type Hooks = Wallet['hooks']

const manners = (hooks: Hooks) => withHooks(world().wallet, hooks)
const judge = async (held: readonly HeldCredential[], hooks: Hooks) => verdictOf(world(), await askAndAnswer(world(), held, { wallet: manners(hooks) }))

/** The verifier refused to take this in, and the request still waits for an honest answer. */
async function expectNotTaken(answer: HttpAnswer, id: string, status = 400): Promise<void> {
  expect(answer.status, answer.text).toBe(status)
  expect((await readCase(world().employer, id)).state).toBe('waiting')
}

describe('an answer', () => {
  it('VPR-01 is taken once (the second time 400, and the verdict stays)', async () => {
    const { held } = await holdCredential(world())
    const { asked, request, answer } = await askAndAnswer(world(), [held])
    const first = await verdictOf(world(), { asked, answer })
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const second = await postAnswer(world().wallet, request, vpToken)
    expect(second.status).toBe(400)
    expect((await readCase(world().employer, asked.id)).verdict).toEqual(first)
  })

  it('VPR-02 is taken once when ten come at the same moment', async () => {
    const { held } = await holdCredential(world())
    const { request } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const answers = await Promise.all(Array.from({ length: 10 }, () => postAnswer(world().wallet, request, vpToken)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { status } of answers.filter(({ status: code }) => code !== 200)) expect(status).toBe(400)
  })

  it('VPR-03 to an address nobody was given is refused', async () => {
    const { held } = await holdCredential(world())
    const { request, id } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const elsewhere = { ...request, response_uri: request.response_uri.replace(/[^/]+$/, 'A'.repeat(43)) }
    await expectNotTaken(await postAnswer(world().wallet, elsewhere, vpToken), id, 404)
  })

  it('VPR-03 with the state of another request is refused', async () => {
    const { held } = await holdCredential(world())
    const other = await askOnly(world())
    const { request, id } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    await expectNotTaken(await postAnswer(manners({ responsePayload: (payload) => ({ ...payload, state: other.request.state ?? 'other' }) }), request, vpToken), id)
  })

  it('VPR-08 made for another request is rejected', async () => {
    const { held } = await holdCredential(world())
    const other = await askOnly(world())
    expectRejected(await judge([held], { keyBindingClaims: (claims) => ({ ...claims, nonce: other.request.nonce }) }), 'holder_binding', 'holder_binding_other_request')
  })

  it.each([
    ['of another verifier', () => 'x509_hash:c29tZWJvZHkgZWxzZQ'],
    ['without its prefix', (audience: string) => audience.slice(audience.indexOf(':') + 1)],
    ['as a list', (audience: string) => [audience]],
  ])('VPR-09 made for the client id %s is rejected', async (_name, change) => {
    const { held } = await holdCredential(world())
    expectRejected(await judge([held], { keyBindingClaims: (claims) => ({ ...claims, aud: change(claims['aud'] as string) }) }), 'holder_binding', /^holder_binding_/)
  })

  it('VPR-10 that is not encrypted is refused', async () => {
    const { held } = await holdCredential(world())
    const { request, id } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const plain = manners({ responseForm: () => new URLSearchParams({ vp_token: JSON.stringify(vpToken), state: request.state ?? '' }) })
    await expectNotTaken(await postAnswer(plain, request, vpToken), id)
    expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(200)
  })

  it.each<[string, (other: PresentationRequest) => Hooks]>([
    ['to the key of another request', (other) => ({ encryptionKey: () => other.client_metadata.jwks.keys[0]!, encryptionHeader: (header) => ({ ...header, kid: other.client_metadata.jwks.keys[0]!.kid }) })],
    ['to another key under the right name', (other) => ({ encryptionKey: () => other.client_metadata.jwks.keys[0]! })],
    ['under a name nobody gave', () => ({ encryptionHeader: (header) => ({ ...header, kid: 'unknown' }) })],
    ['with a content encryption nobody offered', () => ({ encryptionHeader: (header) => ({ ...header, enc: 'A192CBC-HS384' }) })],
  ])('VPR-11 encrypted %s is refused', async (_name, hooks) => {
    const { held } = await holdCredential(world())
    const other = await askOnly(world())
    const { request, id } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    await expectNotTaken(await postAnswer(manners(hooks(other.request)), request, vpToken), id)
    expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(200)
  })

  it('VPR-16 that leaves out a claim that was asked is rejected', async () => {
    const { held } = await holdCredential(world())
    expectRejected(await judge([held], { disclosed: (names) => names.filter((name) => name !== 'family_name') }), 'answers_question', /./)
  })

  it('VPR-16 with a credential nobody asked for is rejected', async () => {
    const { held } = await holdCredential(world())
    const verdict = await judge([held], { responsePayload: (payload) => ({ ...payload, vp_token: { ...payload['vp_token'] as object, extra: Object.values(payload['vp_token'] as object)[0] as unknown } }) })
    expect(verdict.verdict).toBe('rejected')
    expect(verdict.credentials).toEqual([])
  })

  it('VPR-16 that shows more than was asked never shows it to the employer', async () => {
    const { held } = await holdCredential(world())
    const answered = await askAndAnswer(world(), [held], { wallet: manners({ disclosed: () => held.disclosable }) })
    const verdict = await verdictOf(world(), answered)
    expect(JSON.stringify(verdict.credentials)).not.toContain('assessment_grade')
  })

  it('VPR-18 without a proof that it is the holder who shows it is rejected', async () => {
    const { held } = await holdCredential(world())
    expectRejected(await judge([held], { presentation: (compact) => compact.slice(0, compact.lastIndexOf('~') + 1) }), 'holder_binding', 'holder_binding_missing')
  })

  it.each<[string, Hooks, string]>([
    ['by another key', { keyBindingKey: () => createHolderKey() }, 'holder_binding_invalid'],
    ['a day ago', { keyBindingClaims: (claims) => ({ ...claims, iat: Number(claims['iat']) - 86_400 }) }, 'holder_binding_stale'],
    ['over other disclosures', { keyBindingClaims: (claims) => ({ ...claims, sd_hash: 'A'.repeat(43) }) }, 'holder_binding_invalid'],
    ['as another type of token', { keyBindingHeader: () => ({ typ: 'JWT' }) }, 'holder_binding_invalid'],
  ])('is rejected when its key binding was made %s', async (_name, hooks, code) => {
    const { held } = await holdCredential(world())
    expectRejected(await judge([held], hooks), 'holder_binding', code)
  })

  it('VPR-19 with one wrong presentation beside a right one is rejected', async () => {
    const { held } = await holdCredential(world())
    const hooks: Hooks = {
      responsePayload: async (payload) => {
        const [[id, [right]]] = Object.entries(payload['vp_token'] as Record<string, string[]>) as [[string, string[]]]
        const wrong = await present(world().wallet, held, [], { audience: 'x509_hash:x', nonce: 'wrong' })
        return { ...payload, vp_token: { [id]: [right, wrong] } }
      },
    }
    expect((await judge([held], hooks)).verdict).toBe('rejected')
  })

  it('with a credential somebody made at home is rejected, and nothing is fetched for it', async () => {
    const { held } = await holdCredential(world())
    const key = await createHolderKey()
    const forged = await issueSdJwt({ ...held.claims, cnf: { jwk: held.key.publicJwk } }, held.disclosable, { typ: 'dc+sd-jwt', kid: held.header['kid'] }, await exportJWK(key.privateKey))
    expectRejected(await judge([{ ...held, compact: forged }], {}), 'issuer_signature', 'signature_invalid')
  })

  it('with a disclosure that was changed is rejected', async () => {
    const { held } = await holdCredential(world())
    const changed = (compact: string) => {
      const parts = compact.split('~')
      const index = parts.findIndex((part, at) => at > 0 && part !== '' && Buffer.from(part, 'base64url').toString().includes('family_name'))
      const [salt, name] = JSON.parse(Buffer.from(parts[index]!, 'base64url').toString()) as [string, string]
      parts[index] = Buffer.from(JSON.stringify([salt, name, 'Koning'])).toString('base64url')
      return parts.join('~')
    }
    const verdict = await judge([held], { presentation: changed })
    expect(verdict.verdict).toBe('rejected')
    expect(JSON.stringify(verdict.credentials)).not.toContain('Koning')
  })

  it.each<[string, (request: PresentationRequest) => URLSearchParams]>([
    ['nothing', () => new URLSearchParams()],
    ['no JWE', () => new URLSearchParams({ response: 'abc' })],
    ['two answers', () => new URLSearchParams([['response', 'a.b.c.d.e'], ['response', 'a.b.c.d.e']])],
    ['an answer and an error', () => new URLSearchParams({ response: 'a.b.c.d.e', error: 'access_denied' })],
  ])('that is malformed (%s) is refused', async (_name, form) => {
    const { request, id } = await askOnly(world())
    await expectNotTaken(await postAnswer(manners({ responseForm: () => form(request) }), request, {}), id)
  })
})

it('what a wallet presented is in no log', async () => {
  const { held } = await holdCredential(world())
  const { request } = await askAndAnswer(world(), [held])
  const logs = [...world().verifier.logs, ...world().issuer.logs].join('\n')
  for (const secret of ['de Wit', 'Noor', held.compact.split('.')[2]!.slice(0, 40), request.nonce, world().employer.client.secret]) expect(logs).not.toContain(secret)
})
