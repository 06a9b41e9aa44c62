/** Bounds for every document that Data Integrity secures here; what lies beyond is refused before any JSON-LD is processed. */
export const limits = {
  /** The whole text of a credential. A badge with its image in it is the largest that is seen. */
  credentialBytes: 524_288,
  presentationBytes: 1_048_576,
  depth: 32,
  /** Members and list entries together. Expanding takes about 0.1 ms for each. */
  values: 8192,
  proofs: 8,
  /** `@context` entries. */
  contexts: 16,
  /**
   * Calls of Hash N-Degree Quads for one document. Two alike parts cost one call each and one for each part below them; a poisoned dataset
   * costs a number that grows with the factorial. RDF Dataset Canonicalization #dataset-poisoning
   */
  deepIterations: 4096,
  /** The same where a credential is prepared for showing in part, or a part of it taken: that is done several times over, and on the thread that answers everybody. */
  deepIterationsInPart: 256,
  /** A large badge has about two hundred. */
  statementsInPart: 1024,
} as const
