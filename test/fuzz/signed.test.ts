/** Everything that is signed: nothing that was changed is ever valid, and nothing that is signed makes its reader stumble. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JwsError, SdJwtError, verifyCompactJws, verifySdJwtVc } from '@eduwallet/credential-formats'
import { StatusListError, bitstringOf, composeBitstringList, composeStatusListToken, createBits, statusInBitstringList, verifyBitstringListJwt, verifyStatusListToken } from '@eduwallet/status-list'
import { at, audience, b64, digest, disclosure, forgeJws, nonce, seconds, testKey } from '../../packages/credential-formats/src/sd-jwt-vc/fixtures/forge.ts'
import { ClaimError, verifyDpopProof, verifyKeyProofs } from '../../services/issuer/src/claiming/index.ts'
import { amount, sized } from '../faults/settings.ts'
import { attempt, type Reader } from './attempt.ts'
import { didKeyOf } from './did-key.ts'
import { anyText, changeText, changeValue, namesIn, textChange, valueChange } from './changes.ts'

const runs = (): number => amount(300, 50_000)
const key = testKey()
const holder = testKey()

/** A JWS somewhere in a text: `write` puts another in its place, as if whoever made the text had meant it so. */
type Signed = { header: object; payload: object; write: (jws: string) => string; key?: typeof key }

/** A genuine text, who reads it, and each JWS that is in it. */
const genuine: Record<string, { text: string; reader: Reader<string>; signed: Signed[] }> = {
  'a compact JWS': jws({ alg: 'ES256', typ: 'x' }, { a: [1, { b: null }] }, {
    read: (text) => verifyCompactJws(text, { alg: 'ES256', typ: 'x', key: key.publicJwk }), refusals: [JwsError],
  }),
  ...Object.fromEntries(Object.entries({ jwk: { jwk: key.publicJwk }, 'did:jwk': { kid: `did:jwk:${b64(key.publicJwk)}#0` }, 'did:key': { kid: `${didKeyOf(key.publicJwk)}#${didKeyOf(key.publicJwk).slice('did:key:'.length)}` } }).map(([by, named]) => [
    `a key proof with its key as ${by}`,
    jws({ alg: 'ES256', typ: 'openid4vci-proof+jwt', ...named }, { iss: 'wallet', aud: 'https://issuer.example/a', iat: seconds, nonce }, {
      read: (text) => verifyKeyProofs([text], { audience: 'https://issuer.example/a', clientId: 'wallet', readNonce: (given) => given === nonce ? { expiresAt: at } : undefined, now: at }),
      refusals: [ClaimError],
    }),
  ])),
  'a DPoP proof': jws({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.publicJwk }, { jti: 'j', htm: 'POST', htu: 'https://issuer.example/a/credential', iat: seconds, nonce, ath: digest('token') }, {
    read: (text) => verifyDpopProof(text, { method: 'POST', url: 'https://issuer.example/a/credential', accessToken: 'token', isCurrentNonce: (given) => given === nonce, now: at }),
    refusals: [ClaimError],
  }),
  'a presentation (SD-JWT VC with key binding)': presentation(),
  'a status list token': statusListToken(),
  'a bitstring status list': bitstringList(),
}

describe.each(Object.entries(genuine))('%s', (_name, { text, reader, signed }) => {
  const names = namesIn(signed.flatMap(({ header, payload }) => [header, payload]))

  it('is good as it was made', async () => { expect(await attempt(reader, text)).toBe(true) })

  it('is never valid with other characters in it', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(textChange, async (change) => {
      const changed = changeText(text, change)
      fc.pre(changed !== text)
      expect(await attempt(reader, changed)).toBe(false)
    }), { numRuns: runs() })
  })

  it('is never any other text', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(anyText, async (other) => { expect(await attempt(reader, other)).toBe(false) }), { numRuns: runs() })
  })

  it('is never valid when it says something else under the signature it had', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...signed), fc.constantFrom('header', 'payload'), valueChange(names), async (one, part, change) => {
      const changed = { header: one.header as unknown, payload: one.payload as unknown, [part]: changeValue(one[part], change) }
      const [header, payload] = [b64(json(changed.header)), b64(json(changed.payload))]
      fc.pre(header !== b64(json(one.header)) || payload !== b64(json(one.payload)))
      const signature = forgeJws(one.header, one.payload, one.key ?? key).split('.')[2]
      expect(await attempt(reader, one.write(`${header}.${payload}.${signature}`))).toBe(false)
    }), { numRuns: runs() })
  })

  it('is refused in the words of its reader, or good, when its own signer makes it say anything', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...signed), fc.constantFrom('header', 'payload'), valueChange(names), async (one, part, change) => {
      const changed = { header: one.header as unknown, payload: one.payload as unknown, [part]: changeValue(one[part], change) }
      await attempt(reader, one.write(forgeJws(json(changed.header), json(changed.payload), one.key ?? key)))
    }), { numRuns: runs() })
  })
})

/** JSON text; what cannot be written at all (a change to nothing) is no JSON. */
function json(value: unknown): string {
  return JSON.stringify(value) ?? ''
}

function jws(header: object, payload: object, reader: Reader<string>): { text: string; reader: Reader<string>; signed: Signed[] } {
  return { text: forgeJws(header, payload, key), reader, signed: [{ header, payload, write: (text) => text }] }
}

function presentation(): (typeof genuine)[string] {
  const name = disclosure('given_name', 'Sanne')
  const outcome = disclosure({ nl: 'a', en: 'b' })
  const payload = {
    iss: 'did:web:school.example', vct: 'https://issuer.example/vct/1', iat: seconds - 60, exp: seconds + 60, cnf: { jwk: holder.publicJwk },
    status: { status_list: { idx: 7, uri: 'https://issuer.example/s' } }, _sd: [name.digest], outcomes: [{ '...': outcome.digest }, 'c'], _sd_alg: 'sha-256',
  }
  const header = { alg: 'ES256', typ: 'dc+sd-jwt', kid: 'did:web:school.example#1' }
  const bound = (issuerJwt: string): string => {
    const shown = `${issuerJwt}~${name.encoded}~${outcome.encoded}~`
    return shown + forgeJws(keyBinding.header, { ...keyBinding.payload, sd_hash: digest(shown) }, holder)
  }
  const keyBinding = { header: { alg: 'ES256', typ: 'kb+jwt' }, payload: { nonce, aud: audience, iat: seconds } }
  const shown = `${forgeJws(header, payload, key)}~${name.encoded}~${outcome.encoded}~`
  return {
    text: bound(forgeJws(header, payload, key)),
    reader: { read: (text) => verifySdJwtVc(text, { issuerKeys: [key.publicJwk], now: at, skewSeconds: 30, keyBinding: { nonce, audience, maxAgeSeconds: 300 } }), refusals: [SdJwtError] },
    signed: [
      { header, payload, write: bound },
      { header: keyBinding.header, payload: { ...keyBinding.payload, sd_hash: digest(shown) }, key: holder, write: (text) => shown + text },
    ],
  }
}

function statusListToken(): (typeof genuine)[string] {
  const uri = 'https://issuer.example/school/status-lists/1'
  const bits = createBits(1024)
  bits.set(7, 1)
  const { header, payload } = composeStatusListToken({ uri, issuer: 'did:web:issuer.example:school', bits, issuedAt: at, expiresAt: new Date(at.getTime() + 3_600_000), ttlSeconds: 30, kid: 'did:web:issuer.example:school#1' })
  return jws(header, payload, { read: (text) => verifyStatusListToken(text, { uri, key: key.publicJwk, now: at }).statusAt(7), refusals: [StatusListError] })
}

function bitstringList(): (typeof genuine)[string] {
  const url = 'https://issuer.example/school/status-lists/1/revocation'
  const issuer = 'did:web:issuer.example:school'
  const bits = createBits(1024)
  bits.set(7, 1)
  const list = composeBitstringList({ url, issuer, purpose: 'revocation', bitstring: bitstringOf(bits, 1), validFrom: at, validUntil: new Date(at.getTime() + 3_600_000), ttlSeconds: 30 })
  return jws({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: `${issuer}#1` }, list, {
    read: (text) => statusInBitstringList(verifyBitstringListJwt(text, { url, issuer, key: key.publicJwk, now: at }), { url, purpose: 'revocation', index: 7, statusSize: 1 }), refusals: [StatusListError],
  })
}
