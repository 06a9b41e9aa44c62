import type { LocalizedText } from '../text/localized-text.ts'

/** A field of the model in words. */
export type FieldGuide = {
  /** For inside a sentence: "the title". */
  name: LocalizedText
  meaning: LocalizedText
  /** What to do when it is missing or wrong. */
  fill: LocalizedText
  /** The standards that have this field, by their own name for it; absent when it is ours alone. */
  source?: string
}

/** Rows by JSON pointer, in the order of the schema. */
export type FieldGuides = Readonly<Record<string, FieldGuide>>
