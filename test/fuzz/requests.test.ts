/** What comes in at a door: bodies, forms, headers, addresses; and what institutions send. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseAchievementDraft, readOoapiAssociation, readOoapiResultPatch, readResultRow } from '@eduwallet/microcredential'
import { bearerToken, createShell, languageOf, readClientCredentials, requireOperator, type Shell } from '@eduwallet/service-shell'
import { JsonError, parseJson } from '@eduwallet/strict-json'
import { regularCourse } from '@eduwallet/microcredential/fixtures'
import { splitAuthorization } from '../../services/issuer/src/api/openid4vci/access.ts'
import { readCredentialRequest } from '../../services/issuer/src/api/openid4vci/credential-request.ts'
import { defaultConfiguration } from '../../services/issuer/src/configurations/index.ts'
import { WalletRequestError } from '../../services/issuer/src/api/openid4vci/problems.ts'
import { readTokenRequest } from '../../services/issuer/src/api/openid4vci/token-request.ts'
import { readForm } from '../../services/verifier/src/api/pages/read-form.ts'
import { amount, sized } from '../faults/settings.ts'
import { attempt } from './attempt.ts'
import { anyJson, anyText, changeText, changeValue, namesIn, textChange, valueChange } from './changes.ts'

const runs = (): number => amount(300, 50_000)
type Request = Parameters<typeof languageOf>[0]

/** Readers of parsed bodies, each with a body that it takes. Those without an error of their own answer with findings and never throw. */
const bodies: Record<string, { genuine: unknown; read: (body: unknown) => unknown; refusals?: readonly (typeof WalletRequestError)[] }> = {
  'a credential request': {
    genuine: { credential_configuration_id: defaultConfiguration, proofs: { jwt: ['a.b.c', 'd.e.f'] } },
    read: (body) => readCredentialRequest(body, { singularProof: false }), refusals: [WalletRequestError],
  },
  'a credential request of Draft 15': {
    genuine: { credential_identifier: 'x', proof: { proof_type: 'jwt', jwt: 'a.b.c' } },
    read: (body) => readCredentialRequest(body, { singularProof: true }), refusals: [WalletRequestError],
  },
  'a token request': {
    genuine: {
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': 'c', tx_code: '123456', client_id: 'w',
      authorization_details: '[{"type":"openid_credential","credential_configuration_id":"microcredential_dc_sd_jwt"}]',
    },
    read: readTokenRequest, refusals: [WalletRequestError],
  },
  'a row of results': {
    genuine: { reference: 'R-17', learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8' },
    read: (body) => expectAnswer(readResultRow(body)),
  },
  'an OOAPI association': {
    genuine: {
      associationId: 'a', associationType: 'componentOfferingAssociation', role: 'student', state: 'associated', offering: 'o', consumers: [{ consumerKey: 'nl-test-admin', orgAssociationId: 'x' }],
      person: { personId: 'p', givenName: 'Maartje', surname: 'Damme', surnamePrefix: 'van', primaryCode: { codeType: 'studentNumber', code: '1' }, otherCodes: [{ codeType: 'nationalIdentityNumber', code: '123456782' }] },
      result: { state: 'completed', pass: 'passed', score: '8', resultDate: '2026-06-30', consumers: [{ consumerKey: 'nl-test-admin', final: true }] },
    },
    read: (body) => expectAnswer(readOoapiAssociation(body, { address: 'a' })),
  },
  'an OOAPI result patch': {
    genuine: { result: { state: 'completed', pass: 'passed', score: '8', resultDate: '2026-06-30', consumers: [{ consumerKey: 'nl-test-admin', final: true }] } },
    read: (body) => expectAnswer(readOoapiResultPatch(body)),
  },
  'an achievement': { genuine: regularCourse, read: (body) => expectAnswer(parseAchievementDraft(body)) },
}

describe.each(Object.entries(bodies))('%s', (_name, { genuine, read, refusals = [] }) => {
  const names = namesIn(genuine)

  it('is taken as it was made', async () => {
    expect(await attempt({ read, refusals }, genuine)).toBe(true)
    if (refusals.length === 0) expect(read(genuine)).toMatchObject({ ok: true })
  })

  it('with anything in it, or nothing of it, is taken or refused', sized(20, 600), async () => {
    const changed = fc.array(valueChange(names), { minLength: 1, maxLength: 3 }).map((changes) => changes.reduce(changeValue, genuine))
    await fc.assert(fc.asyncProperty(fc.oneof(changed, anyJson(names)), async (body) => { await attempt({ read, refusals }, body) }), { numRuns: runs() })
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})

describe('a header', () => {
  /** What node lets through of a header: latin-1 without line ends (RFC 9110 #section-5.5). */
  const headerText = fc.oneof(fc.tuple(fc.constantFrom('Bearer abc', 'DPoP abc', 'Basic YTpi', 'nl-NL,nl;q=0.9,en;q=0.8'), textChange).map(([text, change]) => changeText(text, change)), anyText)
    .map((text) => text.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '?'))

  it('Authorization is read, or refused in the words of the door', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(headerText, fc.option(headerText), async (authorization, dpop) => {
      await attempt({ read: bearerToken, refusals: [] }, authorization)
      await attempt({ read: splitAuthorization, refusals: [WalletRequestError] }, { query: {}, headers: { authorization, ...(dpop === null ? {} : { dpop }) } } as unknown as Request)
      await attempt({ read: (header) => readClientCredentials(header, { client_id: authorization }), refusals: [] }, authorization)
    }), { numRuns: runs() })
  })

  it('HTTP Basic of anything is a client or none', sized(20, 600), async () => {
    const pair = fc.oneof(textChange.map((change) => changeText('school%3A1:a+b%2B', change)), anyText)
    await fc.assert(fc.asyncProperty(pair, async (text) => {
      await attempt({ read: (given) => readClientCredentials(`Basic ${Buffer.from(given).toString('base64')}`, {}), refusals: [] }, text)
    }), { numRuns: runs() })
  })

  it('Accept-Language is one of two languages', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(headerText, fc.option(anyText), async (accepted, cookie) => {
      await attempt({
        read: (header) => { expect(['nl', 'en']).toContain(languageOf({ query: {}, cookies: { lang: cookie }, raw: { headers: { 'accept-language': header } } } as unknown as Request)) },
        refusals: [],
      }, accepted)
    }), { numRuns: runs() })
  })
})

describe('JSON', () => {
  it('is read as JSON.parse reads it, or refused', sized(20, 600), async () => {
    const reader = { read: (text: string) => { expect(parseJson(text, { maxDepth: 40, maxBytes: 1_000_000 })).toEqual(JSON.parse(text)) }, refusals: [JsonError] }
    await fc.assert(fc.asyncProperty(fc.oneof(fc.tuple(anyJson([]).map((value) => JSON.stringify(value)), textChange).map(([text, change]) => changeText(text, change)), anyText), async (text) => { await attempt(reader, text) }), { numRuns: runs() })
  })
})

describe('a request at the shell of both services', () => {
  let app: Shell
  beforeAll(async () => {
    app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080' })
    app.post('/things/:id', { schema: { params: z.object({ id: z.string().max(100) }), querystring: z.object({ a: z.string().optional() }), body: z.object({ b: z.array(z.string()).max(3) }).optional() } }, async () => ({ ok: true }))
    void app.register(async (scope) => {
      requireOperator(scope, 'q8Zr3vKx1Lw9T')
      scope.get('/operator', async () => ({ ok: true }))
    })
    await app.ready()
  })
  afterAll(() => app.close())

  /** What can stand in a request line without ending it. */
  const inAddress = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character.isWellFormed() ? character : '?'))

  it('is answered, never with "our fault", whatever its address, its parameters and its body are', sized(20, 600), async () => {
    const body = fc.oneof(anyText, fc.tuple(fc.constant('{"b":["x"]}'), textChange).map(([text, change]) => changeText(text, change)), fc.oneof(anyJson(['b', 'a']), valueChange(['b']).map((change) => changeValue({ b: ['x'] }, change))).map((value) => JSON.stringify(value) ?? ''))
    const contentType = fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'application/merge-patch+json', 'text/plain', 'application/json; charset=utf-7')
    await fc.assert(fc.asyncProperty(anyText, anyText, body, contentType, async (id, query, payload, type) => {
      const url = `/things/${inAddress(id).slice(0, 2000)}?${inAddress(query).slice(0, 2000)}`
      await attempt({
        read: async (given) => {
          const answer = await app.inject({ method: 'POST', url: given, payload, headers: { 'content-type': type } })
          expect(answer.statusCode, answer.body).toBeLessThan(500)
          if (answer.statusCode >= 400) expect(answer.json()).toHaveProperty('code')
        },
        refusals: [],
      }, url)
    }), { numRuns: runs() })
  })

  it('opens no operator door', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(textChange, async (change) => {
      const authorization = changeText('Bearer q8Zr3vKx1Lw9T', change).replaceAll(/[^\x20-\x7e\x80-\xff]/g, '?')
      fc.pre(!/^bearer +q8Zr3vKx1Lw9T$/i.test(authorization))
      expect((await app.inject({ url: '/operator', headers: { authorization } })).statusCode).toBe(401)
    }), { numRuns: runs() })
  })
})

/** A reader of the model answers with what it read, or with what is wrong. */
function expectAnswer<Answer extends { ok: boolean }>(answer: Answer): Answer {
  expect(answer.ok || ('findings' in answer && (answer.findings as unknown[]).length > 0)).toBe(true)
  return answer
}

describe('a form with a file', () => {
  it('is read or told to be unreadable, whatever its octets are', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('multipart/form-data; boundary=a', 'multipart/form-data; boundary=', 'multipart/form-data', 'text/plain', ''), async (octets, type) => {
      const parts = Buffer.concat([Buffer.from('--a\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'), Buffer.from(octets), Buffer.from('\r\n--a--')])
      for (const body of [Buffer.from(octets), parts, parts.subarray(0, parts.length - 3)]) {
        const read = await readForm(body, type)
        expect(read instanceof Uint8Array || ['nothing', 'both', 'unreadable'].includes(read)).toBe(true)
      }
    }), { numRuns: runs() })
  })

  it('gives back the octets of its file, whatever they are', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), async (octets) => {
      const sent = new FormData()
      sent.append('file', new Blob([octets]), 'x')
      const encoded = new Response(sent)
      const read = await readForm(Buffer.from(await encoded.arrayBuffer()), encoded.headers.get('content-type') ?? '')
      expect(read).toEqual(Buffer.from(octets))
    }), { numRuns: Math.min(runs(), 1000) })
  })
})
