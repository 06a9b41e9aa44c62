import type { AnySigner, SigningAlgorithm, VerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { Concern } from './concern.ts'

/**
 * Names of credential formats on the wire: OpenID4VCI 1.0 #appendix-A for `dc+sd-jwt`, `jwt_vc_json` and `ldp_vc`; the media types of
 * VC-JOSE-COSE #iana for the two forms of VCDM 2.0 that have no name there; `jades` for a file that is sealed (ETSI TS 119 182-1), which no wallet is offered.
 */
export type FormatIdentifier = 'dc+sd-jwt' | 'vc+sd-jwt' | 'vc+jwt' | 'jwt_vc_json' | 'ldp_vc' | 'jades'

/** Where a claim is: member names, and numbers for array elements. */
export type ClaimPath = readonly (string | number)[]

/** What every mechanism is given to secure; one ignores what it has no place for. */
export type CredentialToSecure = {
  /** The claims of an SD-JWT VC, or a credential of the W3C data model. Plain JSON. Not changed. */
  claims: Readonly<Record<string, unknown>>
  /** What the holder may hide. Each must exist. */
  selectivelyDisclosable: readonly ClaimPath[]
  /** In place of that, JSON Pointers to what the holder may not hide; what says whether the credential holds at all is never hidden. Only for ecdsa-sd-2023. */
  mandatoryPointers?: readonly string[]
  /** `kid`: the DID URL of the verification method. */
  header: { kid: string; x5c?: readonly string[] }
  /** Unpredictable bytes for each name asked for, the same for the same name: whatever is random in the result comes from here. */
  saltFor: (path: string) => Uint8Array
  decoys?: number
  /** Whole seconds; when the securing says that it was done (Data Integrity `created`). */
  securedAt?: Date
}

/** A credential that needs only its signature: the intent goes on record before the key is touched. */
export type PreparedCredential = {
  readonly signingInput: Uint8Array
  /** SHA-256 of what is signed, base64url: names the content on record without containing it. */
  readonly payloadDigest: string
  /** The secured credential as it is handed over: compact text, or the text of a JSON object. */
  finish(signature: Uint8Array): string
}

/**
 * One way of securing a credential. The same input gives the same `signingInput` to the octet, so that a lost answer can be given again.
 * Whatever would not verify is refused before anything is signed, with an error that has a `code`.
 */
export type SecuringMechanism = {
  /** Unique here: the format identifier, or for Data Integrity the name of the cryptosuite. */
  readonly name: string
  readonly format: FormatIdentifier
  readonly alg: SigningAlgorithm
  prepare(credential: CredentialToSecure): PreparedCredential | Promise<PreparedCredential>
  secure(credential: CredentialToSecure & { signer: AnySigner }): Promise<string>
  describe(): FormatDescription
}

/** What a format offers, in the words of OpenID4VCI 1.0 #appendix-A and OpenID4VP 1.0 #appendix-B. */
export type FormatDescription = {
  /** `credential_signing_alg_values_supported` */
  readonly signingAlgorithms: readonly string[]
  /** `cryptographic_binding_methods_supported` */
  readonly bindingMethods: readonly string[]
  /** One entry of `vp_formats_supported` */
  readonly presentation: Readonly<Record<string, readonly string[]>>
}

/** How a signature names its key. Nobody vouches for it yet. */
export type KeyReference = {
  /** A JOSE algorithm, or a cryptosuite. */
  readonly algorithm: string
  /** JOSE `kid`, or the `verificationMethod` of a proof. */
  readonly kid?: string | undefined
  /** Base64 DER, leaf first. */
  readonly x5c?: readonly string[] | undefined
  /** A key that is carried along (Open Badges 3.0 #jwt-proof): it proves nothing until the issuer is found to own it. */
  readonly jwk?: VerificationKey | undefined
}

/** A secured credential, taken apart. Nothing in it has been verified: use it to find the issuer's keys, and for nothing else. */
export type ReadCredential = {
  readonly format: FormatIdentifier
  readonly issuer: string | undefined
  /** `vct`, or the `type` of the data model. */
  readonly types: readonly string[]
  /** One for each signature or proof, at least one. */
  readonly keyReferences: readonly KeyReference[]
}

/** What must be true. Nothing here is optional and nothing is taken from what was sent. */
export type CredentialExpectation = {
  /** For each key reference, in their order, the key of whoever is trusted to have issued this; never taken from the credential alone. */
  issuerKeys: readonly VerificationKey[]
  now: Date
  /** How far two honest clocks may differ, in seconds. */
  skewSeconds: number
  /**
   * The holder's proof inside the text itself (SD-JWT's key binding), or that there may be none: because nobody presents it (a file), or because the
   * presentation around it carries the proof.
   */
  keyBinding: KeyBindingExpectation | 'forbidden'
}

export type KeyBindingExpectation = {
  nonce: string
  /** The full client identifier, prefix included. OpenID4VP 1.0 #section-14.1.2 */
  audience: string
  /** How old the holder's signature may be, in seconds, on top of the skew. */
  maxAgeSeconds: number
}

export type VerifiedCredential = {
  /** Claims or credential with what was disclosed in its place; the securing's own members are gone. */
  readonly claims: JsonObject
  readonly disclosedPaths: readonly ClaimPath[]
  /** The key that the holder proved to have; only when key binding was demanded. */
  readonly holderKey?: VerificationKey | undefined
}

/** Reads and verifies every credential of one format, however it was secured within it. */
export type CredentialReader<Read extends ReadCredential = ReadCredential> = {
  readonly format: FormatIdentifier
  /** Throws a FormatError for what is not of this format; what says to be of another kind (`typ`, `type`) is refused with the concern `kind`, so that one reader at most takes a text. */
  read(secured: string): Read
  /** Throws a FormatError unless every expectation is met. */
  verify(read: Read, expectation: CredentialExpectation): VerifiedCredential | Promise<VerifiedCredential>
}

/** A presentation that carries credentials and the holder's proof around them (formats without key binding of their own). */
export type ReadPresentation = {
  readonly format: 'vp+jwt' | 'jwt_vp_json' | 'ldp_vp'
  readonly holder: string | undefined
  readonly keyReferences: readonly KeyReference[]
  /** Each as its own text, in the order in which they stand. */
  readonly credentials: readonly string[]
}

export type PresentationExpectation = KeyBindingExpectation & { holderKeys: readonly VerificationKey[]; now: Date; skewSeconds: number }

export type PresentationReader<Read extends ReadPresentation = ReadPresentation> = {
  readonly format: ReadPresentation['format']
  read(secured: string): Read
  /** Throws a FormatError unless nonce (challenge), audience (domain), time and every holder signature are as expected. */
  verify(read: Read, expectation: PresentationExpectation): void | Promise<void>
}

/** An error of any format. `code` is of that format's closed set; `concern` says to anyone what it is about. The message names the rule, never a claim. */
export type FormatError = Error & {
  readonly code: string
  readonly concern: Concern
  /** Where a credential may have several proofs: what came of each, in their order; `code` is absent for one that holds. */
  readonly proofs?: readonly { readonly code: string | undefined }[] | undefined
}
