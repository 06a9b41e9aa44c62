/** The part of these untyped packages that is used. */
declare module 'jsonld' {
  type RemoteDocument = { contextUrl: null; documentUrl: string; document: unknown }
  type Options = {
    safe: boolean
    documentLoader: (url: string) => Promise<RemoteDocument>
    base?: null
    /** What is asked for contexts instead of the library's own cache. */
    contextResolver?: { resolve(request: { context: unknown }): Promise<unknown[]> }
    rdfDirection?: 'i18n-datatype'
    produceGeneralizedRdf?: boolean
    skipExpansion?: boolean
    /** Of this version on, for what follows the conversion to RDF. */
    canonizeOptions?: CanonizeOptions
  }
  type CanonizeOptions = { algorithm: 'RDFC-1.0'; format?: 'application/n-quads'; messageDigestAlgorithm?: 'sha256' | 'sha384'; maxDeepIterations?: number; canonicalIdMap?: Map<string, string> }
  const jsonld: {
    documentLoader: (url: string) => Promise<RemoteDocument>
    expand(document: unknown, options: Options): Promise<unknown[]>
    compact(document: unknown, context: unknown, options: Options): Promise<Record<string, unknown>>
    toRDF(document: unknown, options: Options & { format: 'application/n-quads' }): Promise<string>
    canonize(document: unknown, options: Options & { algorithm?: 'RDFC-1.0'; format?: 'application/n-quads'; inputFormat?: 'application/n-quads' }): Promise<string>
  }
  export { jsonld as default }
}
declare module '@digitalbazaar/bbs-signatures' {
  export const CIPHERSUITES: { readonly BLS12381_SHA256: string }
  export function verifyProof(parts: { publicKey: Uint8Array; proof: Uint8Array; header: Uint8Array; presentationHeader: Uint8Array; disclosedMessages: readonly Uint8Array[]; disclosedMessageIndexes: readonly number[]; ciphersuite: string }): Promise<unknown>
}
