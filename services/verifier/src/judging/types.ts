import type { PublicJwk } from '@eduwallet/keys'
import type { DcqlQuery } from 'dcql'
import type { CheckCode } from './sentences.ts'

/**
 * Every check a verdict rests on, in the order in which they are made and shown. A name added here does not
 * compile until `sentences` can word it and `steps` can make it.
 */
export const everyCheck = [
  'presentation_complete',
  'format',
  'issuer_recognised',
  'issuer_key',
  'issuer_signature',
  'validity_period',
  'holder_binding',
  'answers_question',
  'status',
] as const

export type CheckName = (typeof everyCheck)[number]

/** Text in Dutch (B1) and English. */
export type LocalizedText = { readonly nl: string; readonly en: string }

/** What a check found. `unknown` means that it could not be made: never a yes, and not a no either. */
export type Finding<Name extends CheckName = CheckName> =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed'; readonly code: CheckCode<Name, 'failed'> }
  | { readonly outcome: 'unknown'; readonly code: CheckCode<Name, 'unknown'> }

/** One line of a verdict. `code` is stable and meant for machines; `sentence` is for people. */
export type Check = {
  readonly name: CheckName
  readonly outcome: 'passed' | 'failed' | 'unknown'
  readonly code?: string
  readonly sentence: LocalizedText
}

export type VerdictWord = 'confirmed' | 'rejected' | 'undetermined'

/** A credential that was found genuine. `claims` holds nothing but what was asked, and is empty in a rejection. */
export type JudgedCredential = {
  readonly type: string
  readonly issuer: { readonly identifier: string; readonly name: LocalizedText }
  readonly claims: Readonly<Record<string, unknown>>
}

export type Verdict = {
  readonly verdict: VerdictWord
  readonly judgedAt: Date
  readonly checks: readonly Check[]
  readonly credentials: readonly JudgedCredential[]
}

/** One presentation as the wallet sent it: which of the asked credentials it answers, and its compact text. */
export type Presentation = { readonly queryId: string; readonly compact: string }

/** What judging must know of the question: the query as it was sent to the wallet (OpenID4VP 1.0 #dcql_query). */
export type AskedQuestion = { readonly dcql: DcqlQuery.Input }

/** What a presentation must be bound to: the nonce of the request and the verifier's full client identifier. */
export type ExpectedBinding = { readonly nonce: string; readonly audience: string }

export type Presented = {
  readonly presentations: readonly Presentation[]
  readonly question: AskedQuestion
  readonly expected: ExpectedBinding
}

/** Judges a wallet's answer. Never rejects for what the wallet sent: whatever that is, it ends in a verdict. */
export type Judge = (presented: Presented) => Promise<Verdict>

/** How the registry says an issuer's keys are to be found. The credential has no say in it. */
export type KeyMethod =
  | { readonly method: 'did' }
  | { readonly method: 'x509'; /** PEM certificates */ readonly anchors: readonly string[] }

/** An issuer that the registry names, with the credential types (`vct`) it may issue. */
export type RecognisedIssuer = {
  /** The `iss` of its credentials: a DID or an https URL, compared character by character. */
  readonly identifier: string
  readonly name: LocalizedText
  /** ISO 3166-1 alpha-2 */
  readonly country: string
  readonly types: readonly string[]
  readonly keys: KeyMethod
}

/** The part of a JOSE header that says which key signed; the certificates leaf first, base64 DER. Nobody vouches for it yet. */
export type KeyReference = { readonly kid: string | undefined; readonly x5c: readonly string[] | undefined }

/** Who may issue what, and with which key: the port that `trust` fills. */
export type TrustSource = {
  /** Looks the issuer up for this credential type. No network. */
  recognise(
    identifier: string,
    type: string,
  ): Promise<{ outcome: 'passed'; issuer: RecognisedIssuer } | Exclude<Finding<'issuer_recognised'>, { outcome: 'passed' }>>
  /** Finds the key that the header points at, by the issuer's registered method. May use the network. */
  findKey(
    issuer: RecognisedIssuer,
    reference: KeyReference,
  ): Promise<{ outcome: 'passed'; key: PublicJwk } | Exclude<Finding<'issuer_key'>, { outcome: 'passed' }>>
}

/** What a credential says of where its status is, in whichever way: undefined when it does not say. */
export type StatusStatement = { /** Token Status List */ readonly status: unknown; /** VCDM, one entry or several */ readonly credentialStatus: unknown }

/** Whether a credential still stands: the port that `status` fills. */
export type StatusLists = {
  /** Reads every status that a credential whose signature has been verified refers to; all have to be good. May use the network. */
  check(statement: StatusStatement, issuer: RecognisedIssuer): Promise<Finding<'status'>>
}
