import type { AskedQuestion, LocalizedText } from '../asking/index.ts'

/** One presentation as the wallet sent it: which of the asked credentials it answers, and its text (compact, or that of a JSON object). */
export type ReceivedPresentation = { readonly queryId: string; readonly compact: string }

/** What is handed to judging: the answer, the question it must answer, and what it must be bound to. */
export type ReceivedAnswer = {
  readonly presentations: readonly ReceivedPresentation[]
  readonly question: AskedQuestion
  readonly expected: { readonly nonce: string; readonly audience: string }
}

/** The part of a verdict that stays on record: no learner data in it. */
export type Outcome = {
  readonly verdict: 'confirmed' | 'rejected' | 'undetermined'
  readonly judgedAt: Date
  readonly checks: readonly {
    readonly name: string
    readonly outcome: 'passed' | 'failed' | 'unknown'
    readonly code?: string
    readonly sentence: LocalizedText
  }[]
}

/** A credential as it is shown to the employer: what was asked of it, and who issued it. */
export type ShownCredential = {
  readonly type: string
  readonly issuer: { readonly identifier: string; readonly name: LocalizedText }
  readonly claims: Readonly<Record<string, unknown>>
}

/** A whole verdict, as judging gives it. */
export type JudgedAnswer = Outcome & { readonly credentials: readonly ShownCredential[] }
