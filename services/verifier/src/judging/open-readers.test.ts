import { generateKeyPairSync, sign } from 'node:crypto'
import { type CredentialToSecure, dataIntegrityMechanisms, openContexts, saltsFromSeed } from '@eduwallet/credential-formats'
import { parsePublicJwk, thumbprint, type Signer } from '@eduwallet/keys'
import { MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext, projectOpenBadge } from '@eduwallet/microcredential'
import { cases } from '@eduwallet/microcredential/fixtures'
import { type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import { readersOf } from './open-readers.ts'
import { openCredential } from './read-secured.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publicJwk = parsePublicJwk(publicKey.export({ format: 'jwk' }))
const signer: Signer = { alg: 'ES256', kid: thumbprint(publicJwk), publicJwk, x5c: [], sign: async (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }

/** A badge as an issuer at this address makes it. */
async function badgeOf(origin: string): Promise<string> {
  const contextUrl = `${origin}${MICROCREDENTIAL_CONTEXT_PATH}`
  const { document } = projectOpenBadge({
    award: cases[0]!.award, contextUrl, id: 'urn:uuid:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', issuerId: 'did:web:school.example', achievementId: `${origin}/achievements/42`,
    validFrom: new Date('2026-10-03T09:30:00Z'), subject: { id: 'did:jwk:eyJrdHkiOiJFQyJ9' }, language: 'nl',
  })
  const [mechanism] = dataIntegrityMechanisms(openContexts([[contextUrl, microcredentialContext as JsonObject]])).filter(({ name }) => name === 'ecdsa-rdfc-2019')
  const credential: CredentialToSecure = { claims: { ...document }, selectivelyDisclosable: [], header: { kid: 'did:web:school.example#1' }, saltFor: saltsFromSeed(new Uint8Array(32)) }
  return mechanism!.secure({ ...credential, signer })
}

describe('the readers of the verifier', () => {
  it.each(['https://issuer.example', 'https://other.example/below', 'http://127.0.0.1:3000'])('know the words in a badge of this software, issued at %s', async (origin) => {
    const text = await badgeOf(origin)
    const opened = openCredential(text, 'ldp_vc')
    if ('refused' in opened) throw new Error(`refused: ${opened.refused}`)
    const { claims } = await opened.reader.verify(opened.read, { issuerKeys: [publicJwk], now: new Date('2026-11-28T12:00:00Z'), skewSeconds: 60, keyBinding: 'forbidden' })
    expect(claims).toEqual((({ proof: _proof, ...credential }) => credential)(parseJsonObject(text, { maxDepth: 64, maxBytes: 1_000_000 })))
  })

  it('know no words of others', async () => {
    const text = (await badgeOf('https://issuer.example')).replaceAll(MICROCREDENTIAL_CONTEXT_PATH, '/contexts/microcredential/2')
    expect(openCredential(text, 'ldp_vc')).toEqual({ refused: 'context' })
  })

  it('are opened with bbs-2023 when the service was told so, and not otherwise', async () => {
    const { proof, ...credential } = parseJsonObject(await badgeOf('https://issuer.example'), { maxDepth: 64, maxBytes: 1_000_000 })
    const text = JSON.stringify({ ...credential, proof: { ...(proof as JsonObject), cryptosuite: 'bbs-2023', proofValue: 'u2V0C' } })
    const faultOf = async (bbs: boolean): Promise<unknown> => {
      const opened = openCredential(text, 'ldp_vc', readersOf({ bbs }))
      if ('refused' in opened) return opened.refused
      const bound = { kty: 'OKP', crv: 'BLS12381G2', x: 'A'.repeat(128) } as const
      return Promise.resolve(opened.reader.verify(opened.read, { issuerKeys: [bound], now: new Date('2026-11-28T12:00:00Z'), skewSeconds: 60, keyBinding: 'forbidden' })).then(() => 'taken', (error: unknown) => (error as { code: string }).code)
    }
    expect(await faultOf(false)).toBe('DI_CRYPTOSUITE')
    expect(await faultOf(true)).toBe('DI_BASE_PROOF')
  })
})
