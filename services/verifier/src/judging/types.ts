import type { KeyReference } from '@eduwallet/credential-formats'
import type { VerificationKey } from '@eduwallet/keys'
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
  | { readonly outcome: 'passed'; /** When it passed in another way than usual */ readonly code?: CheckCode<Name, 'passedBecause'> }
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

/** One presentation as the wallet sent it: which of the asked credentials it answers, and its text (compact, or that of a JSON object). */
export type Presentation = { readonly queryId: string; readonly compact: string }

/** What judging must know of the question: the query as it was sent to the wallet (OpenID4VP 1.0 #dcql_query), and the names of the claims that it asks for. */
export type AskedQuestion = { readonly dcql: DcqlQuery.Input; readonly claims?: readonly string[] }

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
  /** In the document of its DID */
  | { readonly method: 'did' }
  | { readonly method: 'x509'; /** PEM certificates */ readonly anchors: readonly string[] }
  /** In the JWT VC Issuer Metadata of its https identifier (SD-JWT VC draft 13 #section-5) */
  | { readonly method: 'issuer_metadata' }
  /** At these https addresses, each of which holds a JWK or a JWK set: a signature names its key by `kid`, by such an address, or carries the key along */
  | { readonly method: 'jwks'; readonly uris: readonly string[] }

/** An issuer that the registry names, with the credential types it may issue. */
export type RecognisedIssuer = {
  /** The `iss` of its credentials, or the `id` of their `issuer`: a DID or an https URL, compared character by character. */
  readonly identifier: string
  readonly name: LocalizedText
  /** ISO 3166-1 alpha-2 */
  readonly country: string
  /** `vct` values (URIs), and types of the W3C data model (names, such as `OpenBadgeCredential`). */
  readonly types: readonly string[]
  readonly keys: KeyMethod
  /** Whether a credential of it that refers to no status list is taken as it is: it can never be revoked. Absent: it is refused. */
  readonly mayOmitStatus?: boolean
}

/** Says which key signed. Nobody vouches for it yet; members that are absent say nothing. */
export type KeyHint = Partial<KeyReference>

type Found<Name extends CheckName> = { readonly outcome: 'passed'; readonly key: VerificationKey } | Exclude<Finding<Name>, { outcome: 'passed' }>

/** Who may issue what, and with which key: the port that `trust` fills. */
export type TrustSource = {
  /** Looks the issuer up: it must be recognised for every type that the credential has. No network. */
  recognise(
    identifier: string,
    types: readonly string[],
  ): Promise<{ readonly outcome: 'passed'; readonly issuer: RecognisedIssuer } | Exclude<Finding<'issuer_recognised'>, { outcome: 'passed' }>>
  /** Finds the key that the hint points at, by the issuer's registered method. May use the network. */
  findKey(issuer: Pick<RecognisedIssuer, 'identifier' | 'keys'>, hint: KeyHint): Promise<Found<'issuer_key'>>
  /** Finds a holder's key in the holder's own DID, under `authentication`. May use the network. */
  findHolderKey(did: string, hint: KeyHint): Promise<Found<'holder_binding'>>
}

/** Where a credential says that its status can be read: both members as they stand in it. */
export type StatusStatement = {
  /** The `status` claim: a Token Status List (draft 15 #section-6.2) */
  readonly status: unknown
  /** `credentialStatus` of the data model: one entry or several (VCDM 2.0 #status) */
  readonly credentialStatus: unknown
}

/** Whether a credential still stands: the port that `status` fills. */
export type StatusLists = {
  /** Reads every status that a credential whose signature has been verified refers to; all have to be good. May use the network. */
  check(statement: StatusStatement, issuer: RecognisedIssuer): Promise<Finding<'status'>>
}
