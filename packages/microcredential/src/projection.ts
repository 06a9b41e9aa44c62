/**
 * What all projections have in common. A projection says in the words of a standard what the model holds, and what of it the standard
 * cannot say; its inverse reads such a document back. Reading back what was projected gives the same, up to the losses.
 */
import type { Dropped, Finding } from './findings.ts'

/**
 * Something of the model that a standard cannot say. `left-out`: nothing of it is in the document. `one-language`: of a text only the
 * language that was asked for. `coarser`: the standard has a wider word for it, and reading it back gives that wider meaning.
 */
export type Loss = {
  /** JSON pointer (RFC 6901) into what was projected. */
  path: string
  kind: 'left-out' | 'one-language' | 'coarser'
}

/** A document of a standard, and what of the model is not in it. */
export type Projection<Document> = { document: Document; losses: Loss[] }

/**
 * A document that was read. `findings` of a good one are warnings: what it said that could not be taken over as it was. What is absent
 * or unknown in it stays absent.
 */
export type Reading<Value> =
  | { ok: true; value: Value; findings: Finding[]; dropped: Dropped }
  | { ok: false; findings: Finding[]; dropped: Dropped }
