import { setTimeout } from 'node:timers/promises'
import type { AnySigner } from '@eduwallet/keys'
import { describe, expect, it } from 'vitest'
import { type Concern, concerns, mechanisms, presentationReaders, readers, saltsFromSeed } from './index.ts'
import type { CredentialExpectation, CredentialToSecure, PresentationExpectation } from './credential-format.ts'
import { changeEveryLeaf } from './fixtures/change-every-leaf.ts'
import { dataIntegritySubjects } from './fixtures/data-integrity-subjects.ts'
import { jadesSubjects } from './fixtures/jades-subjects.ts'
import { joseSubjects } from './fixtures/jose-subjects.ts'
import { at, audience, nonce, testKey } from './sd-jwt-vc/fixtures/forge.ts'

/** Each mechanism needs one: a new one does not pass until it can be tried. */
const subjects = { ...joseSubjects, ...jadesSubjects, ...dataIntegritySubjects }

const aboutSomething = expect.objectContaining({ code: expect.stringMatching(/^[A-Z0-9_]+$/), concern: expect.toSatisfy((concern) => concerns.includes(concern as Concern)) })

describe.each(mechanisms.map((format) => ({ name: format.name, format })))('a credential secured as $name', ({ name, format }) => {
  const reader = readers.find((each) => each.format === format.format)
  const subject = subjects[name]
  if (reader === undefined || subject === undefined) throw new Error('there is no reader for this format, or no way to try it')
  const holder = testKey()
  const expectation: CredentialExpectation = { issuerKeys: [subject.issuer.key], now: at, skewSeconds: 30, keyBinding: 'forbidden' }
  const seed = new Uint8Array(32).fill(7)
  const credential = (changes: Record<string, unknown> = {}): CredentialToSecure => {
    const { claims, ...rest } = subject.credential(holder)
    return { ...rest, claims: withChanges(claims, changes), saltFor: saltsFromSeed(seed) }
  }
  const shown = async (secured: string): Promise<string> => subject.asShown?.(secured) ?? secured
  const secure = async (changes: Record<string, unknown> = {}): Promise<string> => shown(await format.secure({ ...credential(changes), signer: subject.issuer.signer }))
  const verify = async (secured: string, changes: Partial<CredentialExpectation> = {}) => reader.verify(reader.read(secured), { ...expectation, ...changes })
  const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000)

  it('verifies what it secured, and gives all of it back', async () => {
    const { claims } = await verify(await secure())
    expect(claims).toMatchObject(credential().claims)
  })

  it('says which key it was signed with, who issued it and what it is, before anything is verified', async () => {
    const read = reader.read(await secure())
    expect(read).toMatchObject({ format: format.format, issuer: 'did:web:school.example' })
    expect(read.keyReferences).toEqual([expect.objectContaining({ kid: credential().header.kid, algorithm: expect.any(String) })])
    expect(read.types.length).toBeGreaterThan(0)
  })

  it('prepares the same octets for the same input, so that what is put on record is what gets signed, also a second time', async () => {
    const prepared = await format.prepare(credential())
    const again = await format.prepare(credential())
    expect(Buffer.from(again.signingInput)).toEqual(Buffer.from(prepared.signingInput))
    expect(prepared.payloadDigest).toMatch(/^[\w-]{43}$/)
    expect(again.payloadDigest).toBe(prepared.payloadDigest)
    const secured = prepared.finish(await subject.issuer.signer.sign(prepared.signingInput))
    expect((await verify(await shown(secured))).claims).toMatchObject(credential().claims)
    expect((await format.prepare(credential({ id: 'urn:uuid:3b1a4b36-3f6e-4e0e-8a3c-0d2f3a9c5b7e' }))).payloadDigest).not.toBe(prepared.payloadDigest)
  })

  it('DIN-04 signs a term that it does not know and gives it back, or refuses to sign: never is it dropped', async () => {
    let secured: string
    try {
      secured = await secure({ unheardOf: 'x' })
    } catch (error) {
      expect(error).toEqual(expect.objectContaining({ concern: 'lossy' }))
      return
    }
    expect((await verify(secured)).claims).toMatchObject({ unheardOf: 'x' })
  })

  it('does not change what it is given', async () => {
    const given = credential()
    const before = structuredClone(given.claims)
    await format.prepare(given)
    expect(given.claims).toEqual(before)
  })

  it('asks a signer that is elsewhere for one signature, and passes on what it throws', async () => {
    let signatures = 0
    const { signer } = subject.issuer
    const remote = {
      alg: signer.alg, kid: signer.kid, publicJwk: signer.publicJwk, x5c: [],
      sign: async (data: Uint8Array) => {
        signatures++
        await setTimeout(1)
        return signer.sign(data)
      },
    } as AnySigner
    await verify(await shown(await format.secure({ ...credential(), signer: remote })))
    expect(signatures).toBe(1)
    const broken = { ...remote, sign: () => Promise.reject(new Error('key store is away')) } as AnySigner
    await expect(format.secure({ ...credential(), signer: broken })).rejects.toThrow('key store is away')
  })

  it('signs only with the kind of key it says, and only a signature of the right length', async () => {
    const other = { ...subject.issuer.signer, alg: subject.issuer.signer.alg === 'ES256' ? 'EdDSA' : 'ES256' } as AnySigner
    await expect(format.secure({ ...credential(), signer: other })).rejects.toThrow(aboutSomething)
    const prepared = await format.prepare(credential())
    for (const length of [0, 63, 65, 72]) expect(() => prepared.finish(new Uint8Array(length)), String(length)).toThrow(aboutSomething)
  })

  it('DIN-15 is refused with any one leaf changed, left out or put in', { timeout: 60_000 }, async () => {
    const secured = await secure()
    const changes = changeEveryLeaf(secured)
    expect(changes.length).toBeGreaterThan(60)
    for (const { where, text } of changes) await expect(verify(text), where).rejects.toThrow(aboutSomething)
  })

  it('is refused with another key, with none, and when a holder should have proven something in it', async () => {
    const secured = await secure()
    await expect(verify(secured, { issuerKeys: [subject.stranger] })).rejects.toThrow(expect.objectContaining({ concern: 'signature' }))
    await expect(verify(secured, { issuerKeys: [] })).rejects.toThrow(aboutSomething)
    await expect(verify(secured, { keyBinding: { nonce, audience, maxAgeSeconds: 300 } })).rejects.toThrow(expect.objectContaining({ concern: 'binding_missing' }))
  })

  it('holds from its beginning, and no longer at its end, give or take the skew', async () => {
    const ended = await secure(subject.period.until(at))
    await verify(ended, { skewSeconds: 1 })
    await expect(verify(ended, { skewSeconds: 0 })).rejects.toThrow(expect.objectContaining({ concern: 'expired' }))
    const begins = await secure(subject.period.from(minutes(1)))
    await verify(begins, { skewSeconds: 60 })
    await expect(verify(begins, { skewSeconds: 59 })).rejects.toThrow(expect.objectContaining({ concern: 'not_yet_valid' }))
    await expect(verify(await secure(), { now: new Date(Number.NaN) })).rejects.toThrow(aboutSomething)
    await expect(verify(await secure(), { skewSeconds: Number.NaN })).rejects.toThrow(aboutSomething)
  })

  it('DIN-14, DIN-17 is refused when it is of another kind or suite, or with an extension nobody knows, whoever signed it', async () => {
    const forged = await subject.forgeries(await secure())
    expect(forged.length).toBeGreaterThan(0)
    for (const { name: what, text, concern } of forged) await expect(verify(text), what).rejects.toThrow(expect.objectContaining({ concern }))
  })

  it('is read by one reader only', async () => {
    const secured = await secure()
    for (const other of [...readers.filter((each) => each !== reader), ...presentationReaders]) expect(() => other.read(secured), other.format).toThrow(aboutSomething)
  })

  it('refuses any text that is not of its kind', async () => {
    const secured = await secure()
    for (const text of ['', 'x', '{}', '[]', 'null', '.', '..', '~', `x${secured}`, `${secured}x`, secured.slice(1), secured.slice(0, -1), ...(secured.startsWith('{') ? [] : [` ${secured}`])]) await expect(verify(text), JSON.stringify(text.slice(0, 20))).rejects.toThrow(aboutSomething)
    for (const notText of [undefined, null, 5, {}, [secured]]) expect(() => reader.read(notText as never)).toThrow(aboutSomething)
  })

  it('puts nothing of the claims in its errors', async () => {
    const secured = await secure()
    const texts = [secured.slice(0, -1), `${secured}x`, `${secured.slice(0, 20)}${secured.slice(21)}`, `${secured}~`, await secure(subject.period.until(minutes(-0.5)))]
    for (const text of texts) await expect(verify(text)).rejects.not.toThrow(/Hidden|Public|school/)
  })

  it('refuses to secure what is no JSON', async () => {
    for (const value of [undefined, Number.NaN, new Date(), () => 1, 1n, '\ud800', Symbol('x')]) {
      await expect(async () => format.prepare({ ...credential(), claims: { ...credential().claims, credentialSubject: { x: value }, x: value } }), String(value)).rejects.toThrow(aboutSomething)
    }
  })

  it('describes itself', () => {
    const { signingAlgorithms, bindingMethods, presentation } = format.describe()
    for (const words of [signingAlgorithms, bindingMethods, ...Object.values(presentation)]) expect(words.length).toBeGreaterThan(0)
  })

  if (subject.provenBy === 'nobody') return

  describe('shown by its holder', () => {
    const showing = { holder, nonce, audience, signedAt: at }
    const expected = { nonce, audience, maxAgeSeconds: 300 }
    const check = async (text: string, changes: Partial<PresentationExpectation> = {}): Promise<void> => {
      const { holderKeys, now, skewSeconds, ...keyBinding } = { ...expected, holderKeys: [holder.publicJwk], now: at, skewSeconds: 30, ...changes }
      const around = presentationReaders.find((each) => each.format === subject.provenBy)
      if (around === undefined) {
        const { holderKey } = await verify(text, { now, skewSeconds, keyBinding })
        expect(holderKey).toEqual(holder.publicJwk)
        return
      }
      const read = around.read(text)
      await around.verify(read, { holderKeys, now, skewSeconds, ...keyBinding })
      expect(read.credentials).toHaveLength(1)
      await verify(read.credentials[0] ?? '')
    }

    it('verifies, for this request and this verifier, just now', async () => {
      await check(await subject.present(await secure(), showing))
    })

    it('DIN-12 is refused for another request or verifier, or when the expectation is empty', async () => {
      const text = await subject.present(await secure(), showing)
      await expect(check(text, { nonce: 'another' })).rejects.toThrow(expect.objectContaining({ concern: 'binding_nonce' }))
      await expect(check(text, { audience: 'https://other.example' })).rejects.toThrow(expect.objectContaining({ concern: 'binding_audience' }))
      for (const empty of ['', undefined] as string[]) {
        await expect(check(await subject.present(await secure(), { ...showing, nonce: empty }), { nonce: empty })).rejects.toThrow(aboutSomething)
        await expect(check(await subject.present(await secure(), { ...showing, audience: empty }), { audience: empty })).rejects.toThrow(aboutSomething)
      }
    })

    it('is refused when it was signed long ago, in the future, or by another', async () => {
      const secured = await secure()
      for (const signedAt of [minutes(-6), minutes(1), minutes(60 * 24 * 365)]) {
        await expect(async () => check(await subject.present(secured, { ...showing, signedAt }))).rejects.toThrow(expect.objectContaining({ concern: 'binding_stale' }))
      }
      await check(await subject.present(secured, { ...showing, signedAt: minutes(-5) }))
      const text = await subject.present(secured, { ...showing, holder: testKey() })
      await expect(check(text)).rejects.toThrow(expect.objectContaining({ concern: 'binding_invalid' }))
      await expect(check(await subject.present(secured, showing), { maxAgeSeconds: Number.NaN })).rejects.toThrow(aboutSomething)
    })

    it('DIN-15 is refused with any one leaf changed, left out or put in', { timeout: 60_000 }, async () => {
      for (const { where, text } of changeEveryLeaf(await subject.present(await secure(), showing))) await expect(check(text), where).rejects.toThrow(aboutSomething)
    })
  })
})

describe('formats', () => {
  it('have names of their own, and a reader each', () => {
    expect(new Set(mechanisms.map(({ name }) => name)).size).toBe(mechanisms.length)
    expect(new Set(readers.map(({ format }) => format)).size).toBe(readers.length)
  })
})

/** The claims with other members; `undefined` takes one away. */
function withChanges(claims: Readonly<Record<string, unknown>>, changes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined))
}
