import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { at, audience, b64, digest, forge, forgeJws, nonce, seconds, testKey } from './fixtures/forge.ts'
import { SdJwtError } from '../sd-jwt/errors.ts'
import { readSdJwtVc } from './read.ts'
import { randomSalts } from '../sd-jwt/salts.ts'
import type { ClaimPath } from '../credential-format.ts'
import { secureSdJwtVc } from './secure.ts'
import { verifySdJwtVc } from './verify.ts'

const issuer = testKey()
const holder = testKey()
const expectation = { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: { nonce, audience, maxAgeSeconds: 300 } } as const

/** Slow means that one verifier could be kept busy by one wallet. */
const SLOW_MILLISECONDS = 100

function outcome(compact: string, keyBinding: 'forbidden' | typeof expectation.keyBinding = expectation.keyBinding): 'verified' | SdJwtError {
  let result: 'verified' | SdJwtError = 'verified'
  const spent = cpuMilliseconds(() => {
    try {
      verifySdJwtVc(compact, { ...expectation, keyBinding })
    } catch (error) {
      expect(error).toBeInstanceOf(SdJwtError)
      result = error as SdJwtError
    }
  })
  expect(spent).toBeLessThan(SLOW_MILLISECONDS)
  return result
}

async function genuine(): Promise<string> {
  const issued = await secureSdJwtVc({
    claims: {
      iss: 'did:web:school.example',
      vct: 'https://issuer.example/vct/microcredential/1',
      iat: seconds - 60,
      exp: seconds + 3600,
      cnf: { jwk: holder.publicJwk },
      status: { status_list: { idx: 7, uri: 'https://issuer.example/status/1' } },
      given_name: 'Sanne',
      outcomes: [{ nl: 'a', en: 'b' }, 'c'],
    },
    selectivelyDisclosable: [['given_name'], ['outcomes'], ['outcomes', 0], ['outcomes', 0, 'nl']],
    header: { kid: 'did:web:school.example#1' },
    signer: issuer.signer,
    saltFor: randomSalts(randomBytes),
    decoys: 2,
  })
  return issued + forgeJws({ alg: 'ES256', typ: 'kb+jwt' }, { nonce, aud: audience, iat: seconds, sd_hash: digest(issued) }, holder)
}

describe('a changed presentation', () => {
  it('never verifies: characters changed, put in or left out', async () => {
    const good = await genuine()
    expect(outcome(good)).toBe('verified')
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ unit: fc.constantFrom('A', 'e', '~', '.', '-', '_', '=', ' ', 'é', '\u0000'), maxLength: 3 }), fc.nat(3), (start, insert, remove) => {
        const changed = good.slice(0, start) + insert + good.slice(start + remove)
        fc.pre(changed !== good)
        expect(outcome(changed)).not.toBe('verified')
      }),
      { numRuns: 4000 },
    )
  })

  it('never verifies: parts dropped, repeated, exchanged or moved', async () => {
    const good = await genuine()
    const parts = good.split('~')
    fc.assert(
      fc.property(fc.array(fc.nat(parts.length - 1), { maxLength: parts.length + 2 }), (order) => {
        const changed = order.map((index) => parts[index]).join('~')
        fc.pre(changed !== good)
        expect(outcome(changed)).not.toBe('verified')
        expect(outcome(`${changed}~`, 'forbidden')).toBeDefined()
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused at every single bit of both signatures', async () => {
    const good = await genuine()
    for (const match of good.matchAll(/\.([\w-]{86})(?=~|$)/g)) {
      const start = match.index + 1
      for (let bit = 0; bit < 512; bit++) {
        const signature = Buffer.from(match[1] ?? '', 'base64url')
        signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(outcome(good.slice(0, start) + signature.toString('base64url') + good.slice(start + 86))).not.toBe('verified')
      }
    }
  })
})

describe('any text', () => {
  it('gets an SdJwtError, quickly', () => {
    const text = fc.string({ unit: fc.constantFrom('e', 'y', 'J', 'W', 'y', 'I', '~', '.', '-', '=', '{', '"', ' '), maxLength: 200 })
    fc.assert(fc.property(fc.oneof(text, fc.string({ maxLength: 200 })), (input) => { expect(outcome(input)).not.toBe('verified') }), { numRuns: 3000 })
  })

  it('gets an SdJwtError, quickly, when it is any JSON under a genuine signature', () => {
    const names = fc.constantFrom('_sd', '...', '_sd_alg', 'vct', 'cnf', 'exp', 'iat', 'status', 'a', 'jwk', 'constructor', 'toString')
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ maxDepth: 5, withCrossShrink: true }, fc.constantFrom('x', 1, null, true, -1, 1.5), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(names, tie('json'), { maxKeys: 4 })),
    }))
    fc.assert(
      fc.property(fc.dictionary(names, json, { maxKeys: 5 }), fc.array(fc.array(json, { maxLength: 4 }), { maxLength: 4 }), (payload, contents) => {
        const disclosures = contents.map((content) => b64(content))
        const compact = forge({ issuer, holder, payload: { ...payload, _sd: [...disclosures.map((encoded) => digest(encoded)), payload['_sd']] }, disclosures, keyBinding: 'none' })
        expect(outcome(compact, 'forbidden')).toBeDefined()
        const plain = forge({ issuer, holder, payload, disclosures, keyBinding: 'none' })
        expect(outcome(plain, 'forbidden')).toBeDefined()
        expect(({} as Record<string, unknown>)['a']).toBeUndefined()
      }),
      { numRuns: 600 },
    )
  })
})

describe('any claims', () => {
  it('come back whole from secure, disclose and verify, whichever of them may be hidden', async () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((one) => !['_sd', '...', '_sd_alg', '__proto__', 'constructor', 'prototype', 'iss', 'aud', 'nbf', 'exp', 'cnf', 'vct', 'status', 'iat', 'sub', 'vct#integrity'].includes(one))
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(name, tie('json'), { maxKeys: 3 })),
    }))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, json, { maxKeys: 5 }), fc.infiniteStream(fc.boolean()), fc.nat(3), async (content, coins, decoys) => {
        const claims = structuredClone({ ...content, vct: 'https://issuer.example/vct/1' }) as Record<string, unknown>
        const paths = allPaths(claims).filter((path) => path[0] !== 'vct' && coins.next().value === true)
        const compact = await secureSdJwtVc({ claims, selectivelyDisclosable: paths, header: { kid: 'k' }, signer: issuer.signer, saltFor: randomSalts(randomBytes), decoys })
        const verified = verifySdJwtVc(compact, { ...expectation, keyBinding: 'forbidden' })
        expect(verified.claims).toEqual(claims)
        expect(new Set(verified.disclosedPaths.map((path) => JSON.stringify(path)))).toEqual(new Set(paths.map((path) => JSON.stringify(path))))
        expect(readSdJwtVc(compact).disclosures).toHaveLength(paths.length)
      }),
      { numRuns: 300 },
    )
  })
})

function allPaths(value: unknown, path: ClaimPath = []): ClaimPath[] {
  if (typeof value !== 'object' || value === null) return []
  const steps: [string | number, unknown][] = Array.isArray(value) ? value.map((element, index) => [index, element]) : Object.entries(value)
  return steps.flatMap(([step, inner]) => [[...path, step], ...allPaths(inner, [...path, step])])
}
