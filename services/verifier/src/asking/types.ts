import type { PublicJwk } from '@eduwallet/keys'

/** Text in Dutch (B1) and English. */
export type LocalizedText = { readonly nl: string; readonly en: string }

/**
 * How the verifier names itself to the wallet (OpenID4VP 1.0 #client_metadata_management). All three stand for the
 * same key: by its certificate's DNS name, by the hash of its certificate, or by the verifier's did:web.
 */
export const clientIdPrefixes = ['x509_hash', 'x509_san_dns', 'decentralized_identifier'] as const
export type ClientIdPrefix = (typeof clientIdPrefixes)[number]

/** Whether the wallet is on the device that shows the page, or on another one. */
export const flows = ['cross_device', 'same_device'] as const
export type Flow = (typeof flows)[number]

/** Forms of the W3C data model that a wallet can be asked for: those of OpenID4VP 1.0 #appendix-B.1, and that of the Decentralized Identity Interop Profile v5. */
export type DataModelFormat = 'vc+sd-jwt' | 'ldp_vc' | 'jwt_vc_json'

type AskedClaim = { readonly path: [string, ...string[]] }

/** The part of DCQL that is used here (OpenID4VP 1.0 #dcql_query, #sd_jwt_vc_meta_parameter, #appendix-B.1.1). */
export type CredentialQuery = {
  readonly id: string
  readonly require_cryptographic_holder_binding: true
  readonly claims: [AskedClaim, ...AskedClaim[]]
} & (
  | { readonly format: 'dc+sd-jwt'; readonly meta: { readonly vct_values: [string, ...string[]] } }
  | { readonly format: DataModelFormat; readonly meta: { readonly type_values: [[string, ...string[]], ...[string, ...string[]][]] } }
)

/** One credential, or several forms of which one is enough. */
export type QuestionQuery = {
  readonly credentials: [CredentialQuery, ...CredentialQuery[]]
  readonly credential_sets?: [{ options: [[string], ...[string][]] }]
}

/** A named question with the query that puts it to a wallet. */
export type AskedQuestion = {
  readonly name: string
  /** The names of the claims asked for, in the order of the question */
  readonly claims: readonly string[]
  readonly dcql: QuestionQuery
}

/** The public half of the key that only this request's answer is encrypted to. */
export type OneTimePublicKey = { readonly kid: string; readonly publicJwk: PublicJwk }

/**
 * A request as it was put on record. Four identifiers, none of which can be used for another
 * (OpenID4VP 1.0 #response_mode_post): `id` is for the employer, `requestId` is where the wallet fetches the
 * request, `responseId` where it answers, and the page's secret is derived and not kept here.
 */
export type AskedRequest = {
  readonly id: string
  readonly employerId: string
  readonly requestId: string
  readonly responseId: string
  readonly question: AskedQuestion
  readonly purpose: LocalizedText
  readonly flow: Flow
  readonly clientIdPrefix: ClientIdPrefix
  /** The full client identifier, prefix included: the `aud` the answer must carry */
  readonly clientId: string
  readonly nonce: string
  readonly walletState: string
  readonly oneTimeKey: OneTimePublicKey
  readonly createdAt: Date
  /** Until when the wallet may answer */
  readonly expiresAt: Date
}

/** What happened to a request so far. That it expired is told by the clock and not stored. */
export type RequestState = 'waiting' | 'answered' | 'declined'
