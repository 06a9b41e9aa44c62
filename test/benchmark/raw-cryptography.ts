/** The cryptography that a flow cannot do without, and nothing else: what our own cost is compared with. */
import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync, hash, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto'
import { spreadOf, type Spread } from './statistics.ts'

/** What is signed, verified and hashed in one flow. */
export type RawFlow = {
  /** Signatures verified, each with a key never seen before (its import is part of the work) and one that is known. */
  verifyNewKey: number
  verifyKnownKey: number
  sign: number
  /** SHA-256 of something short (tokens, codes, disclosures); HMACs of nonces and of the salts of disclosures. */
  hashes: number
  macs: number
  /** Octets under a signature that is made. */
  signedOctets: number
}

/** CPU time of one flow in milliseconds, and flows per second on one core that does nothing else. */
export type RawCost = { milliseconds: Spread; perSecond: Spread }

/** What the issuer must do for one claim of a credential like this one (compact SD-JWT VC as issued). */
export function rawClaim(credential: string, withDpop: boolean): RawFlow {
  const [jwt = '', ...disclosures] = credential.split('~')
  const hidden = disclosures.filter((one) => one !== '').length
  return {
    // The proof of the holder's key; with DPoP also the two proofs of the other key.
    verifyNewKey: withDpop ? 2 : 1,
    verifyKnownKey: withDpop ? 1 : 0,
    sign: 1,
    // Code, token made, token presented, nonce used, payload digest, thumbprint; for DPoP two jti, ath, thumbprint.
    hashes: hidden + 6 + (withDpop ? 4 : 0),
    // A salt for each disclosure; nonce made and read; for DPoP one nonce handed out and one read in each of two requests.
    macs: hidden + 2 + (withDpop ? 4 : 0),
    signedOctets: jwt.lastIndexOf('.'),
  }
}

/** What the verifier must do for one presentation: issuer signature (key known), key binding (key new), a digest for each disclosure. */
export function rawVerdict(presentation: string): RawFlow {
  const [, ...disclosures] = presentation.split('~')
  return { verifyNewKey: 1, verifyKnownKey: 1, sign: 0, hashes: disclosures.length, macs: 0, signedOctets: 0 }
}

/** Measures a flow `rounds` times, `flows` in each, on this thread. */
export function measureRaw(flow: RawFlow, { rounds, flows }: { rounds: number; flows: number }): RawCost {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const message = Buffer.alloc(400, 'm')
  const document = Buffer.alloc(Math.max(flow.signedOctets, 1), 'd')
  const short = Buffer.alloc(100, 's')
  const secret = createSecretKey(Buffer.alloc(32, 'k'))
  const known = signed(message)
  run(Math.ceil(flows / 4))
  const spent = Array.from({ length: rounds }, () => run(flows) / flows)
  return { milliseconds: spreadOf(spent), perSecond: spreadOf(spent.map((milliseconds) => 1000 / milliseconds)) }

  function run(count: number): number {
    const fresh = Array.from({ length: Math.min(count * flow.verifyNewKey, 1000) }, () => signed(message))
    const start = process.threadCpuUsage()
    for (let done = 0; done < count; done += 1) {
      for (let n = 0; n < flow.verifyNewKey; n += 1) {
        const one = fresh[(done * flow.verifyNewKey + n) % fresh.length]
        if (one !== undefined) check(createPublicKey({ key: one.jwk, format: 'jwk' }), message, one.signature)
      }
      for (let n = 0; n < flow.verifyKnownKey; n += 1) check(known.key, message, known.signature)
      for (let n = 0; n < flow.sign; n += 1) sign('sha256', document, { key: privateKey, dsaEncoding: 'ieee-p1363' })
      for (let n = 0; n < flow.hashes; n += 1) hash('sha256', short, 'buffer')
      for (let n = 0; n < flow.macs; n += 1) createHmac('sha256', secret).update(short).digest()
    }
    const { user, system } = process.threadCpuUsage(start)
    return (user + system) / 1000
  }
}

function check(key: KeyObject, message: Buffer, signature: Buffer): void {
  if (!verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('a good signature was not verified')
}

function signed(message: Buffer): { jwk: JsonWebKey; key: KeyObject; signature: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { jwk: publicKey.export({ format: 'jwk' }), key: publicKey, signature: sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }
}
