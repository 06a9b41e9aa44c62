/** The part of this untyped package that the tests use. */
declare module 'n3' {
  import type { DatasetCore, Quad } from '@rdfjs/types'
  export class Parser {
    constructor(options?: { format: string })
    parse(text: string): Quad[]
  }
  export const Store: new (quads: readonly Quad[]) => DatasetCore
}
