/** The part of these untyped packages that the wallet uses. */
declare module '@digitalbazaar/vc' {
  type Value = string | number | boolean | null | Value[] | Json
  type Json = { [name: string]: Value }
  type Loader = (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>
  export function derive(parts: { verifiableCredential: object; suite: unknown; documentLoader: Loader }): Promise<Json>
  export function verifyCredential(parts: { credential: object; suite: unknown; documentLoader: Loader; now: Date; checkStatus: () => Promise<{ verified: boolean }> }): Promise<{ verified: boolean; error?: { errors?: readonly Error[] } }>
}
declare module '@digitalbazaar/data-integrity' {
  export const DataIntegrityProof: new (parts: { cryptosuite: unknown }) => unknown
}
declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: unknown
}
declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: unknown
}
declare module '@digitalbazaar/ecdsa-sd-2023-cryptosuite' {
  export function createDiscloseCryptosuite(parts: { selectivePointers: readonly string[] }): unknown
  export function createVerifyCryptosuite(): unknown
}
