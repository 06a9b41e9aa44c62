import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { parseDateTimeStamp } from '../vcdm/date-time-stamp.ts'
import { isWholeSuite } from './cryptosuites.ts'
import { DataIntegrityError } from './errors.ts'
import { limits } from './limits.ts'

/** What a proof is for. VC Data Integrity 1.0 #proof-purposes */
export type ProofPurpose = 'assertionMethod' | 'authentication'

/** One proof, taken apart. Nothing in it has been verified. VC Data Integrity 1.0 #proofs */
export type Proof = {
  /** The cryptosuite, or the type of a proof from before there were cryptosuites. */
  readonly suite: string
  readonly verificationMethod: string
  readonly proofPurpose: string
  readonly created: Date | undefined
  readonly expires: Date | undefined
  readonly id: string | undefined
  readonly previousProofs: readonly string[]
  readonly challenge: string | undefined
  readonly domains: readonly string[]
  readonly proofValue: string
  /** The proof as it stands in the document, without `proofValue`. */
  readonly options: JsonObject
}

/** A proof type from before there were cryptosuites that is still verified, because badges in the wild have it. */
const LEGACY_TYPE = 'Ed25519Signature2020'

/**
 * Reads the `proof` of a document: one, or a list of them (a proof set; with `previousProof` a chain). Names the suite of each, so that an unknown
 * one is refused by its name. Throws DataIntegrityError: DI_PROOF_MISSING, DI_PROOF_MALFORMED, DI_CRYPTOSUITE, DI_PROOF_CHAIN, DI_TOO_COSTLY.
 */
export function readProofs(value: JsonValue | undefined): readonly Proof[] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) throw new DataIntegrityError('DI_PROOF_MISSING', 'there is no proof')
  const entries = Array.isArray(value) ? value : [value]
  if (entries.length > limits.proofs) throw new DataIntegrityError('DI_TOO_COSTLY', `there are more than ${limits.proofs} proofs`)
  const proofs = entries.map(readProof)
  const ids = proofs.flatMap(({ id }) => id === undefined ? [] : [id])
  if (new Set(ids).size !== ids.length) throw new DataIntegrityError('DI_PROOF_CHAIN', 'two proofs have one id')
  for (const { id, previousProofs } of proofs) {
    if (!previousProofs.every((previous) => previous !== id && ids.includes(previous))) throw new DataIntegrityError('DI_PROOF_CHAIN', 'a previous proof is not there')
  }
  return proofs
}

function readProof(value: JsonValue): Proof {
  if (!isJsonObject(value)) throw malformed('a proof is not an object')
  const { proofValue, ...options } = value
  for (const [name, member] of Object.entries(options)) {
    if (member === null || (Array.isArray(member) && member.length === 0)) throw malformed('a member of a proof says nothing')
    // A proof's `@context` is for the JSON suites only; what else is named by an IRI is signed for and not seen.
    if (name.includes(':') || (name.startsWith('@') && !(name === '@context' && isJcs(options['cryptosuite'])))) throw malformed('a member of a proof is named by an IRI or a keyword')
  }
  const { verificationMethod, proofPurpose, id } = options
  const suite = suiteOf(options)
  if (typeof verificationMethod !== 'string' || verificationMethod === '') throw malformed('verificationMethod is not one URL')
  if (typeof proofPurpose !== 'string') throw malformed('proofPurpose is missing')
  if (typeof proofValue !== 'string' || proofValue === '') throw malformed('proofValue is missing')
  if (id !== undefined && (typeof id !== 'string' || id.startsWith('_:'))) throw malformed('the id of a proof is not a URL')
  return {
    suite, verificationMethod, proofPurpose, proofValue, options, id,
    created: instant(options['created'], 'created'),
    expires: instant(options['expires'], 'expires'),
    previousProofs: texts(options['previousProof'], 'previousProof'),
    domains: texts(options['domain'], 'domain'),
    challenge: oneText(options['challenge'], 'challenge'),
  }
}

/** The proofs that one names as coming before it, whole. VC Data Integrity 1.0 #add-proof-set-chain */
export function endorsed({ previousProofs }: Pick<Proof, 'previousProofs'>, proofs: readonly Proof[]): JsonObject[] {
  return proofs.filter(({ id }) => id !== undefined && previousProofs.includes(id)).map(({ options, proofValue }) => ({ ...options, proofValue }))
}

/** The suite by which a proof is verified. Throws DI_CRYPTOSUITE with the name of one that is not known here. */
function suiteOf({ type, cryptosuite }: JsonObject): string {
  if (typeof type !== 'string') throw malformed('a proof has no single type')
  if (type === LEGACY_TYPE && cryptosuite === undefined) return LEGACY_TYPE
  if (type !== 'DataIntegrityProof') throw new DataIntegrityError('DI_CRYPTOSUITE', `proofs of the type ${named(type)} are not accepted`)
  if (typeof cryptosuite !== 'string') throw malformed('a proof has no cryptosuite')
  if ((!isWholeSuite(cryptosuite) || cryptosuite === LEGACY_TYPE) && !['ecdsa-sd-2023', 'bbs-2023'].includes(cryptosuite)) {
    throw new DataIntegrityError('DI_CRYPTOSUITE', `the cryptosuite ${named(cryptosuite)} is not accepted`)
  }
  return cryptosuite
}

/** The name of a suite, when it looks like one: it is of the sender's making. */
function named(suite: string): string {
  return /^[A-Za-z0-9-]{1,40}$/.test(suite) ? suite : 'that was named'
}

function isJcs(cryptosuite: JsonValue | undefined): boolean {
  return typeof cryptosuite === 'string' && cryptosuite.includes('-jcs-')
}

function instant(value: JsonValue | undefined, name: string): Date | undefined {
  if (value === undefined) return undefined
  const parsed = parseDateTimeStamp(value)
  if (parsed === undefined) throw malformed(`${name} is not a date and time with a time zone`)
  return parsed
}

function texts(value: JsonValue | undefined, name: string): readonly string[] {
  const entries = value === undefined ? [] : Array.isArray(value) ? value : [value]
  if (!entries.every((entry) => typeof entry === 'string')) throw malformed(`${name} is not one or more texts`)
  return entries
}

function oneText(value: JsonValue | undefined, name: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw malformed(`${name} is not a text`)
  return value
}

function malformed(rule: string): DataIntegrityError {
  return new DataIntegrityError('DI_PROOF_MALFORMED', rule)
}
