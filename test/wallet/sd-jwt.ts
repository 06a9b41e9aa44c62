/** Everything the wallet does with SD-JWT goes through @sd-jwt/core here (RFC 9901). */
import { SDJwtInstance } from '@sd-jwt/core'
import { digest, ES256, generateSalt } from '@sd-jwt/crypto-nodejs'
import type { HolderJwk } from './holder-key.ts'

type Json = Record<string, unknown>

/** A credential opened up: its header, what is always visible, everything in it, and the names of what can be withheld. */
export type OpenedSdJwt = { header: Json; visible: Json; claims: Json; disclosable: string[] }

const reader = new SDJwtInstance<Json>({ hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt })

/** Reads a compact SD-JWT without judging it; `disclosable` are dotted names (`grade`, `degree.name`, `list.0`). */
export async function openSdJwt(compact: string): Promise<OpenedSdJwt> {
  const decoded = await reader.decode(compact)
  const header = decoded.jwt?.header
  const payload = decoded.jwt?.payload
  if (header === undefined || payload === undefined) throw new Error('not an SD-JWT')
  return { header, visible: payload, claims: await reader.getClaims(compact) as Json, disclosable: await reader.presentableKeys(compact) }
}

/** Verifies the issuer's signature and every digest. @throws Error when one does not fit */
export async function verifySdJwt(compact: string, issuerKey: HolderJwk, now: Date): Promise<Json> {
  const instance = new SDJwtInstance<Json>({ hasher: digest, hashAlg: 'sha-256', verifier: await ES256.getVerifier(issuerKey) })
  const { payload } = await instance.verify(compact, { currentDate: Math.floor(now.getTime() / 1000), skewSeconds: 60 })
  return payload as Json
}

/** Leaves out every disclosure that is not named; the answer ends in `~` and has no key binding yet. */
export async function presentSdJwt(compact: string, disclosed: readonly string[]): Promise<string> {
  const frame: Json = {}
  for (const name of disclosed) {
    const parts = name.split('.')
    let at = frame
    for (const part of parts.slice(0, -1)) {
      if (typeof at[part] !== 'object') at[part] = {}
      at = at[part] as Json
    }
    const last = parts.at(-1)!
    at[last] ??= true
  }
  return reader.present(compact, frame as never)
}

/** Issues an SD-JWT with ES256: used where a test needs a credential that no service of this project made. */
export async function issueSdJwt(claims: Json, disclosable: readonly string[], header: Json, privateJwk: object): Promise<string> {
  const instance = new SDJwtInstance<Json>({ hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, signer: await ES256.getSigner(privateJwk), signAlg: 'ES256' })
  return instance.issue(claims, { _sd: [...disclosable] } as never, { header })
}
