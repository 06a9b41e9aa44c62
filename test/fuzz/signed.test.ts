/** Everything that is signed: nothing that was changed is ever valid, and nothing that is signed makes its reader stumble. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envelope, JadesError, jadesReader, JwsError, jwtVcJsonReader, jwtVpJsonReader, SdJwtError, VcdmError, VcJwtError, vcJwtReader, vcSdJwtReader, verifyCompactJws, verifySdJwtVc, vpJwtReader } from '@eduwallet/credential-formats'
import { forgeSeal, europeanCredential, sealKey, sealX5c } from '../../packages/credential-formats/src/fixtures/jades-subjects.ts'
import { badge, didJwk } from '../../packages/credential-formats/src/fixtures/jose-subjects.ts'
import { prepareJades } from '../../packages/credential-formats/src/jades/secure.ts'
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
  ...credentialsOfTheDataModel(),
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

/** Credentials and presentations of the W3C data model in the JOSE family; the holder of all of them is `holder`. */
function credentialsOfTheDataModel(): typeof genuine {
  const file = { issuerKeys: [key.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' } as const
  const shown = { holderKeys: [holder.publicJwk], now: at, skewSeconds: 30, nonce, audience, maxAgeSeconds: 300 }
  const refusals = [VcJwtError, VcdmError]
  const kid = 'did:web:school.example#1'
  const did = didJwk(holder)
  const credential = badge(holder)
  const { '@context': _, validFrom: __, validUntil: ___, ...older } = credential
  const vc = { '@context': ['https://www.w3.org/2018/credentials/v1'], ...older }
  const proof = { nonce, aud: audience, iat: seconds, exp: seconds + 60 }
  const vp = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], holder: did, verifiableCredential: [envelope({ format: 'vc+jwt', text: 'a.b.c' })] }
  const olderVp = { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'], verifiableCredential: ['a.b.c'] }
  const byHolder = (header: object, payload: object, reader: Reader<string>): (typeof genuine)[string] => ({ text: forgeJws(header, payload, holder), reader, signed: [{ header, payload, key: holder, write: (text) => text }] })
  const hidden = disclosure('familyName', 'Hidden')
  const sdHeader = { alg: 'ES256', typ: 'vc+sd-jwt', cty: 'vc', kid }
  const sdPayload = { ...credential, credentialSubject: { id: did, _sd: [hidden.digest] } }
  const withDisclosure = (text: string): string => `${text}~${hidden.encoded}~`
  return {
    'a vc+jwt': jws({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid }, credential, { read: (text) => vcJwtReader.verify(vcJwtReader.read(text), file), refusals }),
    'a vp+jwt': byHolder({ alg: 'ES256', typ: 'vp+jwt', cty: 'vp', kid: `${did}#0` }, { ...vp, ...proof }, { read: (text) => vpJwtReader.verify(vpJwtReader.read(text), shown), refusals }),
    'a jwt_vc_json': jws({ alg: 'ES256', typ: 'JWT', kid }, { iss: 'did:web:school.example', sub: did, nbf: seconds - 60, exp: seconds + 60, vc }, { read: (text) => jwtVcJsonReader.verify(jwtVcJsonReader.read(text), file), refusals }),
    'a badge in VC-JWT': jws({ alg: 'ES256', typ: 'JWT', kid }, { ...credential, iss: 'did:web:school.example', sub: did, nbf: seconds - 60 }, { read: (text) => jwtVcJsonReader.verify(jwtVcJsonReader.read(text), file), refusals }),
    'a jwt_vp_json': byHolder({ alg: 'ES256', typ: 'JWT', kid: `${did}#0` }, { iss: did, ...proof, vp: olderVp }, { read: (text) => jwtVpJsonReader.verify(jwtVpJsonReader.read(text), shown), refusals }),
    'a vc+sd-jwt': {
      text: withDisclosure(forgeJws(sdHeader, sdPayload, key)),
      reader: { read: (text) => vcSdJwtReader.verify(vcSdJwtReader.read(text), file), refusals: [SdJwtError, ...refusals] },
      signed: [{ header: sdHeader, payload: sdPayload, write: withDisclosure }],
    },
  }
}

/** A JWS in JSON: white space between its members means nothing, so that not every other text is another one. */
describe('a sealed document (JAdES)', () => {
  const document = europeanCredential(holder)
  const { signingInput } = prepareJades({ claims: document, selectivelyDisclosable: [], header: { kid: 'did:web:school.example#seal', x5c: sealX5c }, saltFor: () => new Uint8Array(16), securedAt: at })
  const header = JSON.parse(Buffer.from(Buffer.from(signingInput).toString().split('.')[0]!, 'base64url').toString()) as object
  const reader: Reader<string> = { read: (text) => jadesReader.verify(jadesReader.read(text), { issuerKeys: [sealKey.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' }), refusals: [JadesError, VcdmError] }
  const names = namesIn([header, document])

  it('is good as it was made', async () => { expect(await attempt(reader, forgeSeal(header, document))).toBe(true) })

  it('is never any other text', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(anyText, async (other) => { expect(await attempt(reader, other)).toBe(false) }), { numRuns: runs() })
  })

  it('never says anything else than what was sealed, whatever is changed in its text', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(textChange, async (change) => {
      const changed = changeText(forgeSeal(header, document), change)
      if (await attempt(reader, changed)) expect(jadesReader.read(changed).document).toEqual(document)
    }), { numRuns: runs() })
  })

  it('is refused in the words of its reader, or good, when its own signer makes it say anything, or puts anything around', sized(20, 600), async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom('header', 'document', 'around'), valueChange([...names, 'payload', 'protected', 'signature', 'signatures', 'etsiU']), async (part, change) => {
      const whole = JSON.parse(forgeSeal(part === 'header' ? json(changeValue(header, change)) : header, part === 'document' ? json(changeValue(document, change)) : document)) as object
      await attempt(reader, part === 'around' ? json(changeValue(whole, change)) : json(whole))
    }), { numRuns: runs() })
  })
})

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
