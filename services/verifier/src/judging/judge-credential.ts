import type { Concern } from '@eduwallet/credential-formats'
import { type AwardStandard, tellAward, type ToldAward } from '@eduwallet/microcredential'
import type { JsonObject } from '@eduwallet/strict-json'
import { type LineOfVerdict, notAsked } from './not-asked.ts'
import { inItsFormat, mainTypeOf } from './read-statement.ts'
import { runChecks, word } from './run-checks.ts'
import type { Case, Examined, Judging } from './steps.ts'
import { type Check, everyCheck, type LocalizedText, type RecognisedIssuer, type TrustSource } from './types.ts'

/** `genuine`, and not `confirmed`: nobody showed that it is theirs, or nobody was asked whether its issuer may issue it. */
export type CredentialVerdict = 'genuine' | 'rejected' | 'undetermined'

/**
 * One signature or proof: how it was made, what was found of its key, and whether it holds (`unknown` when it was not looked at, because an earlier check did not pass or
 * something else was wrong before). All of them have to hold.
 */
export type JudgedProof = { readonly algorithm: string; readonly key: Check; readonly signature: 'passed' | 'failed' | 'unknown' }

export type CredentialJudgement = {
  readonly verdict: CredentialVerdict
  readonly judgedAt: Date
  /** A line for every check there is, in the order in which they are made */
  readonly checks: readonly LineOfVerdict[]
  /** Whether every check that was asked was made and passed: what a machine counts as verified when it asked for no more */
  readonly passed: boolean
  readonly proofs: readonly JudgedProof[]
  /** What the format refused it for, when it did */
  readonly refusal?: Concern
  /** Present once its signature holds, whatever else is wrong with it */
  readonly credential?: {
    readonly format: string
    readonly type: string
    readonly types: readonly string[]
    readonly issuer: { readonly identifier: string; readonly name: LocalizedText }
    /** Everything in it that was signed and shown */
    readonly claims: JsonObject
    readonly standard?: AwardStandard
    /** Who, what and when, in one set of names whatever the standard; empty when that is not known */
    readonly says: ToldAward['claims']
  }
}

/**
 * `recognise`: whether the registry of issuers is asked. Without it the keys are those that the issuer itself publishes (its DID, or the metadata of its
 * https address), the verdict is never `genuine`, and a credential may refer to no status list: for an open sandbox and for tests of interoperability, nothing else.
 */
export type CredentialAsked = { readonly recognise: boolean }

const checksOfCredential = everyCheck.filter((name) => name !== 'presentation_complete' && name !== 'answers_question' && name !== 'holder_binding')

/**
 * Makes the judge of a credential that nobody presents: handed in as a file, or to the VC-API. It is read as what its content says that it is (compact text, the text
 * of a JSON object, or such an object). Never rejects for what was handed in, and keeps nothing. Linked resources (images, evidence, schemas) are never fetched;
 * what may be fetched are the issuer's keys and its status lists.
 */
export function createCredentialJudge(judging: Judging): (credential: string | JsonObject, asked: CredentialAsked) => Promise<CredentialJudgement> {
  return async (credential, { recognise }) => {
    const judgedAt = judging.now()
    const examined: Examined = { compact: typeof credential === 'string' ? credential : JSON.stringify(credential), stopped: false }
    const trial: Case = { judgedAt, stopped: false, examined: [examined], ...(recognise ? {} : { issuerAtItsWord: true }) }
    const made = await runChecks(recognise ? judging : { ...judging, trust: takingAtItsWord(judging.trust) }, trial, checksOfCredential)
    if (!recognise) demandProofOfIssuer(made, examined)
    const checks = everyCheck.flatMap((name): LineOfVerdict[] => {
      if (name === 'holder_binding') return [notAsked.nobody_presents]
      if (name === 'issuer_recognised' && !recognise) return [notAsked.registry_not_asked]
      return made.filter((check) => check.name === name)
    })
    const passed = made.every(({ outcome }) => outcome === 'passed')
    const rejected = made.some(({ outcome }) => outcome === 'failed')
    return {
      verdict: rejected ? 'rejected' : passed && recognise ? 'genuine' : 'undetermined',
      judgedAt, checks, passed,
      proofs: proofsOf(examined),
      ...(examined.refusal === undefined ? {} : { refusal: examined.refusal }),
      ...describe(examined),
    }
  }
}

function proofsOf({ keys = [], proofs, verified }: Examined): JudgedProof[] {
  const holds = proofs ?? (verified === undefined ? [] : keys.map(() => true))
  return keys.map(({ algorithm, found }, index) => ({
    algorithm,
    key: word('issuer_key', found.outcome === 'passed' ? { outcome: 'passed' } : found),
    signature: holds[index] === undefined ? 'unknown' : holds[index] ? 'passed' : 'failed',
  }))
}

function describe({ verified, issuer }: Examined): Pick<CredentialJudgement, 'credential'> {
  if (verified === undefined || issuer === undefined) return {}
  const { format, types, claims } = verified
  const told = tellAward(inItsFormat(claims, format))
  return {
    credential: {
      format, types, claims,
      type: mainTypeOf(types),
      issuer: { identifier: issuer.identifier, name: issuer.name },
      ...(told === undefined ? {} : { standard: told.standard }),
      says: told?.claims ?? {},
    },
  }
}

/** Where others may add proofs of their own, one at least is the issuer's: who else signed it says nothing in its name. */
function demandProofOfIssuer(checks: Check[], { opened }: Examined): void {
  const at = checks.findIndex(({ name, outcome }) => name === 'issuer_key' && outcome === 'passed')
  if (at >= 0 && opened !== undefined && opened.issuer.startsWith('did:') && !opened.read.keyReferences.some(({ kid }) => didOf(kid) === opened.issuer)) checks[at] = word('issuer_key', { outcome: 'failed', code: 'key_of_another' })
}

/** The DID that a DID URL begins with. */
function didOf(url: string | undefined): string | undefined {
  return url?.startsWith('did:') === true ? url.split('#', 1)[0] : undefined
}

/** The registry is not asked: an issuer is who it says to be as far as its own keys prove it, and nothing is known of it but its identifier. */
function takingAtItsWord(trust: TrustSource): TrustSource {
  return {
    ...trust,
    async recognise(identifier) {
      const issuer: RecognisedIssuer = {
        identifier, name: { nl: identifier, en: identifier }, country: '', types: [], mayOmitStatus: true,
        keys: identifier.startsWith('did:') ? { method: 'did' } : { method: 'issuer_metadata' },
      }
      return { outcome: 'passed', issuer }
    },
    // A proof of somebody else beside the issuer's (VC Data Integrity 1.0 #proof-sets, #proof-chains) is verified with the key of who made it.
    findKey: async (issuer, hint) => await trust.findKey({ ...issuer, identifier: issuer.keys.method === 'did' ? didOf(hint.kid) ?? issuer.identifier : issuer.identifier }, hint),
  }
}
