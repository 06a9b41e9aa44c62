import { generateKeyPairSync } from 'node:crypto'
import type { PublicJwk } from '@eduwallet/keys'
import { CompactEncrypt, FlattenedEncrypt, importJWK } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AskedRequest } from '../asking/index.ts'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from '../fixtures/sample-verifier.ts'
import { answerTo, encrypt } from '../fixtures/wallet-answer.ts'
import { parseAnswer } from './parse-answer.ts'
import { receiveAnswer, type JudgedAnswer, type PostedAnswer, type ReceivedAnswer } from './index.ts'

let verifier: SampleVerifier
let judged: ReceivedAnswer[]
let judge: (answer: ReceivedAnswer) => Promise<JudgedAnswer>
beforeEach(async () => {
  judged = []
  judge = async () => sampleVerdict(verifier.now())
  verifier = await createSampleVerifier({
    judge: async (answer) => {
      judged.push(answer)
      return await judge(answer)
    },
  })
})
afterEach(async () => {
  await verifier.close()
})

const receive = async (request: AskedRequest, posted: PostedAnswer) => await receiveAnswer(verifier.rooms.receiving, request.responseId, posted)
const stateOf = async ({ employerId, id }: AskedRequest): Promise<string | undefined> => (await verifier.casebook.findById(employerId, id))?.state

/** Expects that an answer is refused with a code, was not judged, and left no trace. */
async function expectRefused(request: AskedRequest, posted: PostedAnswer, code: string): Promise<void> {
  const before = await verifier.casebook.findById(request.employerId, request.id)
  await expect(receive(request, posted)).rejects.toMatchObject({ code })
  expect(judged).toEqual([])
  expect(await verifier.casebook.findById(request.employerId, request.id)).toEqual(before)
}

const otherKey = (): PublicJwk => {
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y } as PublicJwk
}

describe('an answer', () => {
  it('is judged against the request\'s own question, nonce and full client id, and recorded', async () => {
    const { request } = await verifier.ask()
    expect(await receive(request, { response: await answerTo(request, { microcredential: ['a~', 'b~'] }) })).toBeUndefined()
    expect(judged).toEqual([
      {
        presentations: [{ queryId: 'microcredential', compact: 'a~' }, { queryId: 'microcredential', compact: 'b~' }],
        question: request.question,
        expected: { nonce: request.nonce, audience: request.clientId },
      },
    ])
    expect(await verifier.casebook.findById(request.employerId, request.id)).toMatchObject({ state: 'answered', outcome: { verdict: 'confirmed' }, answerDigest: expect.stringMatching(/^[\w-]{43}$/) })
  })

  it('may use A256GCM as well, and carry apu and apv', async () => {
    const { request } = await verifier.ask()
    const jwk = await importJWK({ ...request.oneTimeKey.publicJwk }, 'ECDH-ES')
    const response = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ vp_token: { microcredential: ['a~'] }, state: request.walletState })))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: request.oneTimeKey.kid, typ: 'JWT' })
      .setKeyManagementParameters({ apu: new Uint8Array([1, 2]), apv: new Uint8Array([3]) })
      .encrypt(jwk)
    await receive(request, { response })
    expect(await stateOf(request)).toBe('answered')
  })

  it('VPR-01 is taken once: the same answer again is refused and judged no second time', async () => {
    const { request } = await verifier.ask()
    const response = await answerTo(request)
    await receive(request, { response })
    await expect(receive(request, { response })).rejects.toMatchObject({ code: 'ANSWER_REQUEST_CLOSED' })
    expect(judged).toHaveLength(1)
  })

  it('VPR-02 wins alone when twenty come at once', async () => {
    const { request } = await verifier.ask()
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await answerTo(request)))
    const results = await Promise.allSettled(answers.map(async (response) => await receive(request, { response })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ANSWER_REQUEST_CLOSED' })
  })

  it('that is rejected closes the request too', async () => {
    judge = async () => ({ ...sampleVerdict(verifier.now()), verdict: 'rejected', credentials: [] })
    const { request } = await verifier.ask()
    await receive(request, { response: await answerTo(request) })
    expect(await stateOf(request)).toBe('answered')
  })

  it('VPR-24 is kept only sealed: nothing of it can be read in the record', async () => {
    const { request } = await verifier.ask()
    await receive(request, { response: await answerTo(request, { microcredential: ['secret-presentation~'] }) })
    const record = JSON.stringify(await verifier.casebook.findById(request.employerId, request.id))
    for (const word of ['Noor', 'van Damme', 'Water management', 'secret-presentation']) expect(record).not.toContain(word)
    expect((await verifier.casebook.findByResponseId(request.employerId, request.responseId))?.sealedOneTimeKey).toBeUndefined()
  })

  it('can be given again when judging broke down, because nothing was recorded (a crash leaves the request waiting)', async () => {
    const { request } = await verifier.ask()
    const response = await answerTo(request)
    judge = async () => await Promise.reject(new Error('crash'))
    await expect(receive(request, { response })).rejects.toThrow('crash')
    expect(await stateOf(request)).toBe('waiting')
    judge = async () => sampleVerdict(verifier.now())
    await receive(request, { response })
    expect(await stateOf(request)).toBe('answered')
  })

  it('can be given again when the database was lost before the recording', async () => {
    const { request } = await verifier.ask()
    const response = await answerTo(request)
    const lost = Object.assign(new Error('lost'), { code: 'DATABASE_UNAVAILABLE' })
    const broken = { ...verifier.rooms.receiving, book: { ...verifier.casebook, recordAnswer: async () => await Promise.reject(lost) } }
    await expect(receiveAnswer(broken, request.responseId, { response })).rejects.toBe(lost)
    await receive(request, { response })
    expect(await stateOf(request)).toBe('answered')
  })

  it('that was judged while the request was wiped is not recorded any more', async () => {
    const { request } = await verifier.ask()
    judge = async () => {
      verifier.passSeconds(601)
      await verifier.casebook.wipe(verifier.now(), 10)
      return sampleVerdict(verifier.now())
    }
    await expect(receive(request, { response: await answerTo(request) })).rejects.toMatchObject({ code: 'ANSWER_REQUEST_CLOSED' })
    expect((await verifier.casebook.findById(request.employerId, request.id))?.sealedCredentials).toBeUndefined()
  })
})

describe('what is not an answer to this request closes nothing', () => {
  it('VPR-03 an unknown address, an expired request, a foreign or missing state', async () => {
    const { request } = await verifier.ask()
    const { request: other } = await verifier.ask({}, (await verifier.addEmployer('Ander bedrijf')).employer)
    await expect(receiveAnswer(verifier.rooms.receiving, other.responseId.slice(0, 22) + request.responseId.slice(22), { response: '' })).rejects.toMatchObject({ code: 'ANSWER_REQUEST_UNKNOWN' })
    await expect(receiveAnswer(verifier.rooms.receiving, 'nonsense', { response: '' })).rejects.toMatchObject({ code: 'ANSWER_REQUEST_UNKNOWN' })
    const vpToken = { microcredential: ['a~'] }
    await expectRefused(request, { response: await encrypt({ vp_token: vpToken, state: other.walletState }, request) }, 'ANSWER_STATE_WRONG')
    await expectRefused(request, { response: await encrypt({ vp_token: vpToken, state: [request.walletState] }, request) }, 'ANSWER_STATE_WRONG')
    await expectRefused(request, { response: await encrypt({ vp_token: vpToken }, request) }, 'ANSWER_STATE_WRONG')
    const response = await answerTo(request)
    verifier.passSeconds(600)
    await expectRefused(request, { response }, 'ANSWER_REQUEST_EXPIRED')
  })

  it('VPR-06 an answer sent to another identifier of the same request', async () => {
    const { request, pageSecret } = await verifier.ask()
    const response = await answerTo(request)
    for (const address of [request.id, request.requestId, pageSecret]) {
      await expect(receiveAnswer(verifier.rooms.receiving, address, { response })).rejects.toMatchObject({ code: 'ANSWER_REQUEST_UNKNOWN' })
    }
  })

  it('VPR-11 an answer encrypted to another key, with another kid, or to another request\'s key', async () => {
    const { request } = await verifier.ask()
    const { request: other } = await verifier.ask()
    await expectRefused(request, { response: await answerTo(request, undefined, { key: otherKey() }) }, 'ANSWER_UNREADABLE')
    await expectRefused(request, { response: await answerTo(request, undefined, { header: { kid: 'another' } }) }, 'ANSWER_ENCRYPTION_REFUSED')
    await expectRefused(request, { response: await answerTo(other) }, 'ANSWER_ENCRYPTION_REFUSED')
    // The verifier's signing key is no decryption key.
    await expectRefused(request, { response: await answerTo(request, undefined, { key: verifier.rooms.identity.signer.publicJwk }) }, 'ANSWER_UNREADABLE')
  })

  it('PAR-10 another algorithm, whatever it is, before any key is touched', async () => {
    const { request } = await verifier.ask()
    const [, ...rest] = (await answerTo(request)).split('.')
    const withHeader = (header: object) => [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.')
    const { kid } = request.oneTimeKey
    for (const header of [
      { alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31, p2s: 'c2FsdA', kid },
      { alg: 'RSA1_5', enc: 'A128GCM', kid },
      { alg: 'RSA-OAEP-256', enc: 'A128GCM', kid },
      { alg: 'dir', enc: 'A128GCM', kid },
      { alg: 'ECDH-ES+A128KW', enc: 'A128GCM', kid },
      { alg: 'A128KW', enc: 'A128GCM', kid },
      { alg: ['ECDH-ES'], enc: 'A128GCM', kid },
      { alg: 'ECDH-ES', enc: 'A128CBC-HS256', kid },
      { alg: 'ECDH-ES', enc: 'A192GCM', kid },
      { alg: 'ECDH-ES', kid },
      { alg: 'ECDH-ES', enc: 'A128GCM' },
      { alg: 'ECDH-ES', enc: 'A128GCM', kid, zip: 'DEF' },
      { alg: 'ECDH-ES', enc: 'A128GCM', kid, crit: ['exp'] },
      { alg: 'ECDH-ES', enc: 'A128GCM', kid, jku: 'https://evil.example/jwks' },
    ]) {
      const untouched = { ...verifier.rooms.receiving, sealing: { seal: verifier.kek.seal.bind(verifier.kek), open: () => expect.unreachable('the key was touched') } }
      await expect(receiveAnswer(untouched, request.responseId, { response: withHeader(header) })).rejects.toMatchObject({ code: 'ANSWER_ENCRYPTION_REFUSED' })
    }
    expect(await stateOf(request)).toBe('waiting')
  })

  it('PAR-08 anything that is not one compact JWE in canonical base64url', async () => {
    const { request } = await verifier.ask()
    const response = await answerTo(request)
    const parts = response.split('.')
    const jwk = await importJWK({ ...request.oneTimeKey.publicJwk }, 'ECDH-ES')
    const flattened = await new FlattenedEncrypt(new TextEncoder().encode('{}')).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', kid: request.oneTimeKey.kid }).encrypt(jwk)
    for (const malformed of [
      '',
      '....',
      parts.slice(0, 4).join('.'),
      `${response}.x`,
      ` ${response}`,
      `${response}\n`,
      `${response}=`,
      response.replace('.', '=.'),
      [parts[0], 'AAAA', ...parts.slice(2)].join('.'),
      JSON.stringify(flattened),
      parts.slice(0, 3).join('.'),
      'x'.repeat(400_001),
    ]) {
      await expectRefused(request, { response: malformed }, 'ANSWER_MALFORMED')
    }
  })

  it('VPR-12 an altered answer, and text that is not the JSON of an answer (PAR-02, PAR-04)', async () => {
    const { request } = await verifier.ask()
    const parts = (await answerTo(request)).split('.')
    const flipped = Buffer.from(parts[3] ?? '', 'base64url')
    flipped[0] = (flipped[0] ?? 0) ^ 1
    await expectRefused(request, { response: [...parts.slice(0, 3), flipped.toString('base64url'), parts[4]].join('.') }, 'ANSWER_UNREADABLE')
    const state = JSON.stringify(request.walletState)
    for (const text of [
      'no json',
      '[]',
      '"eyJ.eyJ.sig"',
      `{"state":${state}}`,
      `{"state":${state},"vp_token":"a~"}`,
      `{"state":${state},"vp_token":["a~"]}`,
      `{"state":${state},"vp_token":{}}`,
      `{"state":${state},"vp_token":{"microcredential":"a~"}}`,
      `{"state":${state},"vp_token":{"microcredential":[]}}`,
      `{"state":${state},"vp_token":{"microcredential":[5]}}`,
      `{"state":${state},"vp_token":{"microcredential":[["a~"]]}}`,
      `{"state":${state},"vp_token":{"microcredential":[{"a":1,"a":2}]}}`,
      `{"state":${state},"vp_token":{"microcredential":[${'{"a":'.repeat(50)}1${'}'.repeat(50)}]}}`,
      `{"state":${state},"vp_token":{"microcredential":[${'"a~",'.repeat(20)}"a~"]}}`,
      `{"state":${state},"vp_token":{"a":["a~"],"a":["b~"]}}`,
      `{"state":${state},"state":${state},"vp_token":{"a":["a~"]}}`,
      `{"state":${state},"vp_token":{"__proto__":["a~"]}}`,
      `{"state":${state},"vp_token":{"a":["a~"]},"error":"access_denied"}`,
      `{"state":${state},"vp_token":${'['.repeat(20_000)}`,
    ]) {
      await expectRefused(request, { response: await encrypt(text, request) }, 'ANSWER_MALFORMED')
    }
  })
})

it('hands on a presentation that is a JSON object as its text', () => {
  const answer = parseAnswer('{"state":"s","vp_token":{"a":[{"type":["VerifiablePresentation"]}, "x~"]}}')
  expect(answer).toMatchObject({ presentations: [{ queryId: 'a', compact: '{"type":["VerifiablePresentation"]}' }, { queryId: 'a', compact: 'x~' }] })
})

describe('a wallet that declines', () => {
  it('VPR-21 is taken at its word, plain or encrypted, once', async () => {
    const { request: plain } = await verifier.ask()
    await receive(plain, { error: 'access_denied', state: plain.walletState })
    expect(await verifier.casebook.findById(plain.employerId, plain.id)).toMatchObject({ state: 'declined', declineReason: 'access_denied' })
    await expect(receive(plain, { error: 'access_denied', state: plain.walletState })).rejects.toMatchObject({ code: 'ANSWER_REQUEST_CLOSED' })

    const { request: encrypted } = await verifier.ask()
    await receive(encrypted, { response: await encrypt({ error: 'vp_formats_not_supported', state: encrypted.walletState }, encrypted) })
    expect(await stateOf(encrypted)).toBe('declined')
    expect(judged).toEqual([])
  })

  it('must know the state, and name an error', async () => {
    const { request } = await verifier.ask()
    await expectRefused(request, { error: 'access_denied' }, 'ANSWER_STATE_WRONG')
    await expectRefused(request, { error: 'access_denied', state: 'guess' }, 'ANSWER_STATE_WRONG')
    await expectRefused(request, { error: 'Not an error <script>', state: request.walletState }, 'ANSWER_MALFORMED')
  })
})

describe('on one device', () => {
  it('the wallet gets a way back with a fresh code of 256 bits, of which only the hash is kept', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const wayBack = await receive(request, { response: await answerTo(request) })
    expect(wayBack).toEqual({ pageSecret, responseCode: expect.stringMatching(/^[\w-]{43}$/) })
    expect(JSON.stringify(await verifier.casebook.findById(request.employerId, request.id))).not.toContain(wayBack?.responseCode)
  })

  it('also after declining', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    expect(await receive(request, { error: 'access_denied', state: request.walletState })).toMatchObject({ pageSecret })
  })
})
