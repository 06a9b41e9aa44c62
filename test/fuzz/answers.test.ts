/** What a wallet answers an employer with: an encrypted answer, and what stands in it. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { decryptAnswer } from '../../services/verifier/src/receiving/decrypt-answer.ts'
import { AnswerError } from '../../services/verifier/src/receiving/index.ts'
import { parseAnswer, parseDecline } from '../../services/verifier/src/receiving/parse-answer.ts'
import { amount, sized } from '../faults/settings.ts'
import { attempt, type Reader } from './attempt.ts'
import { anyJson, anyText, changeText, changeValue, namesIn, textChange, valueChange } from './changes.ts'

const runs = (): number => amount(300, 50_000)

describe('an encrypted answer', () => {
  const kid = 'k'
  const { privateKey }: { privateKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const reader: Reader<string> = { read: (text) => decryptAnswer(text, { kid, openKey: () => privateKey }), refusals: [AnswerError] }
  let text = ''
  beforeAll(async () => {
    text = await new CompactEncrypt(Buffer.from('{"vp_token":{}}')).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', kid }).encrypt(createPublicKey(privateKey))
  })
  const header = (): Record<string, unknown> => JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as Record<string, unknown>

  it('is opened as it was made', async () => { expect(await attempt(reader, text)).toBe(true) })

  it('is never opened with other characters in it, or as any other text', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(textChange, async (change) => {
      const changed = changeText(text, change)
      fc.pre(changed !== text)
      expect(await attempt(reader, changed)).toBe(false)
    }), { numRuns: runs() })
    await fc.assert(fc.asyncProperty(anyText, async (other) => { expect(await attempt(reader, other)).toBe(false) }), { numRuns: runs() })
  })

  it('is never opened when its header says something else: it is part of what is sealed', sized(20, 600), async () => {
    const names = [...namesIn(header()), 'zip', 'crit', 'jwk', 'x5c', 'apu', 'apv', 'p2c', 'p2s', 'typ']
    await fc.assert(fc.asyncProperty(valueChange(names), async (change) => {
      const changed = JSON.stringify(changeValue(header(), change)) ?? ''
      fc.pre(changed !== JSON.stringify(header()))
      expect(await attempt(reader, [Buffer.from(changed).toString('base64url'), ...text.split('.').slice(1)].join('.'))).toBe(false)
    }), { numRuns: runs() })
  })
})

describe('what stands in an answer', () => {
  const genuine = { state: 's', vp_token: { microcredential: ['a~b', 'c'], other: ['d'] } }
  const reader: Reader<string> = { read: parseAnswer, refusals: [AnswerError] }
  const names = ['error', 'error_description', '__proto__', ...namesIn(genuine)]

  it('is taken as it was made', async () => { expect(await attempt(reader, JSON.stringify(genuine))).toBe(true) })

  it('is presentations that are text, or a decline, or refused', sized(20, 600), async () => {
    const changed = fc.array(valueChange(names), { minLength: 1, maxLength: 3 }).map((changes) => JSON.stringify(changes.reduce(changeValue, genuine as unknown)) ?? '')
    await fc.assert(fc.asyncProperty(fc.oneof(changed, anyJson(names).map((value) => JSON.stringify(value)), anyText), async (text) => {
      await attempt({
        ...reader,
        read: (given) => {
          const answer = parseAnswer(given)
          if (answer.kind === 'decline') return expect(answer.reason).toMatch(/^[a-z][a-z0-9_]*$/)
          expect(answer.presentations.length).toBeGreaterThan(0)
          return expect(answer.presentations.every(({ queryId, compact }) => typeof queryId === 'string' && typeof compact === 'string')).toBe(true)
        },
      }, text)
    }), { numRuns: runs() })
  })

  it('a decline without encryption is the name of an error, or refused', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(fc.record({ error: fc.oneof(anyJson([]), anyText, fc.constant('access_denied')), state: anyJson([]) }), async (form) => {
      await attempt({ read: parseDecline, refusals: [AnswerError] }, form)
    }), { numRuns: runs() })
  })
})
