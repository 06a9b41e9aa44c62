import type { LocalizedText } from '../asking/index.ts'

/** One line of what was checked. `not_asked`: not for a file, and said so. */
export type InspectedCheck = {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'unknown' | 'not_asked'
  readonly code?: string
  readonly sentence: LocalizedText
}

/** What judging makes of a credential that nobody presents. */
export type JudgedFile = {
  readonly verdict: 'genuine' | 'rejected' | 'undetermined'
  readonly judgedAt: Date
  readonly checks: readonly InspectedCheck[]
  /** One for each signature or proof */
  readonly proofs: readonly { readonly algorithm: string; readonly key: InspectedCheck; readonly signature: 'passed' | 'failed' | 'unknown' }[]
  /** Present once its signature holds */
  readonly credential?: {
    readonly format: string
    readonly type: string
    readonly issuer: { readonly identifier: string; readonly name: LocalizedText }
    readonly standard?: string
    readonly says: Readonly<Record<string, unknown>>
  }
}

export type Container = 'png' | 'svg' | 'pdf' | 'json' | 'text'

/** What became of a file: the verdict with its checks and, unless it is rejected, what the credential says. Nothing of it is kept. */
export type Inspection = JudgedFile & { readonly container: Container }
