/** What the tests use of two libraries without types of their own. */
declare module 'jsonld' {
  type Loaded = { documentUrl: string; contextUrl: null; document: unknown }
  const jsonld: { toRDF: (document: unknown, options: { format: 'application/n-quads'; safe: true; documentLoader: (url: string) => Promise<Loaded> }) => Promise<string> }
  export default jsonld
}

declare module 'n3' {
  import type { DatasetCore, Quad } from '@rdfjs/types'
  export class Parser {
    constructor(options?: { format: string })
    parse(text: string): Quad[]
  }
  export const Store: new (quads: readonly Quad[]) => DatasetCore
}
