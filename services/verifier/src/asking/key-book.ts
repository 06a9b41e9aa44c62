import type { PublicJwk } from '@eduwallet/keys'

/** The verifier's own signing key at rest. */
export type StoredKey = {
  readonly kid: string
  readonly publicJwk: PublicJwk
  readonly sealedPrivateKey: string
  /** PEM, leaf first, trust anchor left out; undefined until a certificate was issued */
  readonly certificatePem?: string | undefined
}

/** The certificate authority of a sandbox at rest. */
export type StoredCa = { readonly sealedPrivateKey: string; readonly certificatePem: string }

/** What is remembered of the verifier's own keys. `keep…` keeps what is there already, and resolves to what is kept. */
export type KeyBook = {
  keepKey(key: StoredKey, at: Date): Promise<StoredKey>
  findKey(): Promise<StoredKey | undefined>
  /** Puts a certificate in the place of `before`; resolves to the one that is there now, which another process may have put. */
  replaceCertificate(kid: string, certificatePem: string, before: string | undefined): Promise<string>
  keepCa(ca: StoredCa, at: Date): Promise<StoredCa>
  findCa(): Promise<StoredCa | undefined>
}
