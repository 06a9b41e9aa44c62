import type { PublicJwk, Signer } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { ClaimPath } from './sd-jwt-vc/secure.ts'

/** What every format is given to secure; a format ignores what it has no place for. */
export type CredentialToSecure = {
  claims: Readonly<Record<string, unknown>>
  selectivelyDisclosable: readonly ClaimPath[]
  header: { kid: string; x5c?: readonly string[] }
  saltFor: (path: string) => Uint8Array
  decoys?: number
}

/** A credential that needs only its signature: the intent goes on record before the key is touched. */
export type PreparedCredential = {
  readonly signingInput: Uint8Array
  readonly payloadDigest: string
  finish(signature: Uint8Array): string
}

export type CredentialExpectation = {
  issuerKey: PublicJwk
  now: Date
  skewSeconds: number
  keyBinding: { nonce: string; audience: string; maxAgeSeconds: number } | 'forbidden'
}

export type VerifiedCredential = { readonly claims: JsonObject; readonly disclosedPaths: readonly ClaimPath[] }

/**
 * One way of securing a credential. A new format is a folder with `secure.ts`, `verify.ts` and `describe.ts`, and one entry in
 * `formats`; it passes `credential-format.contract.test.ts`.
 */
export type CredentialFormat = {
  /** The format identifier on the wire. */
  readonly identifier: string
  prepare(credential: CredentialToSecure): PreparedCredential
  secure(credential: CredentialToSecure & { signer: Signer }): Promise<string>
  /** Throws an error with a `code` unless every expectation is met. */
  verify(secured: string, expectation: CredentialExpectation): VerifiedCredential
  describe(): { signingAlgorithms: readonly string[]; bindingMethods: readonly string[]; presentation: Readonly<Record<string, readonly string[]>> }
}
