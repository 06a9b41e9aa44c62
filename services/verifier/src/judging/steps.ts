import { type ReadSdJwtVc, readSdJwtVc, SdJwtError, sdJwtVc, verifySdJwtVc } from '@eduwallet/credential-formats'
import type { PublicJwk } from '@eduwallet/keys'
import type { DcqlQuery } from 'dcql'
import { checkAnswer, type VerifiedPresentation } from './check-answer.ts'
import { checkCompleteness } from './check-completeness.ts'
import { type Fault, faultOf, type VerifiedCheck } from './name-fault.ts'
import type { CheckName, ExpectedBinding, Finding, RecognisedIssuer, StatusLists, StatusStatement, TrustSource } from './types.ts'

/** Seconds by which clocks of issuers and wallets may differ from ours. */
const SKEW_SECONDS = 60
/** How long ago the holder may have signed. A wallet signs when it answers, not when it gets the request. */
const BINDING_MAX_AGE_SECONDS = 300

/** What judging needs from the other rooms and from outside. */
export type Judging = {
  readonly trust: TrustSource
  readonly statusLists: StatusLists
  readonly now: () => Date
  /** Told of faults of ours, which leave a check unknown. Never told what a credential says. */
  readonly onError: (error: unknown) => void
  /** Stands around every check that is made; gives what the check gives. */
  readonly around?: AroundCheck | undefined
}

export type AroundCheck = (name: CheckName, make: () => Promise<Finding>) => Promise<Finding>

/** One presented credential and what the checks made so far found out about it. */
export type Examined = {
  readonly queryId: string
  readonly compact: string
  /** Set when a check on this credential was not passed: it is not looked at further */
  stopped: boolean
  /** Taken apart; nothing of it verified */
  read?: { readonly parts: ReadSdJwtVc; readonly issuer: string; readonly type: string }
  issuer?: RecognisedIssuer
  key?: PublicJwk
  /** Set when the issuer's signature holds and everything signed was verified */
  verified?: VerifiedPresentation & { readonly statement: StatusStatement }
  /** What verification stumbled on, and which check answers for that */
  fault?: Fault
  answered?: boolean
}

/** An answer under examination. */
export type Case = {
  readonly query: DcqlQuery.Output
  readonly expected: ExpectedBinding
  readonly judgedAt: Date
  /** Set when a check on the answer as a whole was not passed: nothing is looked at further */
  stopped: boolean
  readonly examined: readonly Examined[]
}

type Step<Name extends CheckName> =
  | { readonly of: 'answer'; readonly make: (trial: Case) => Finding<Name> }
  | { readonly of: 'credential'; readonly make: (judging: Judging, examined: Examined, trial: Case) => Finding<Name> | Promise<Finding<Name>> }

const PASSED = { outcome: 'passed' } as const

/** How each check is made; the order is that of `everyCheck`, and each may count on those before it having passed. */
export const steps: { readonly [Name in CheckName]: Step<Name> } = {
  presentation_complete: { of: 'answer', make: ({ examined, query }) => checkCompleteness(examined, query) },
  format: { of: 'credential', make: (_, examined) => readCredential(examined) },
  issuer_recognised: {
    of: 'credential',
    async make({ trust }, examined) {
      const { issuer, type } = demand(examined.read)
      const found = await trust.recognise(issuer, type)
      if (found.outcome !== 'passed') return found
      examined.issuer = found.issuer
      return PASSED
    },
  },
  issuer_key: {
    of: 'credential',
    async make({ trust }, examined) {
      const [reference] = demand(examined.read).parts.keyReferences
      const found = await trust.findKey(demand(examined.issuer), { kid: reference?.kid, x5c: reference?.x5c })
      if (found.outcome !== 'passed') return found
      examined.key = found.key
      return PASSED
    },
  },
  issuer_signature: {
    of: 'credential',
    make(_, examined, trial) {
      verifyCredential(examined, trial)
      return answerFor(examined, 'issuer_signature')
    },
  },
  validity_period: { of: 'credential', make: (_, examined) => answerFor(examined, 'validity_period') },
  holder_binding: { of: 'credential', make: (_, examined) => answerFor(examined, 'holder_binding') },
  answers_question: {
    of: 'answer',
    make({ examined, query }) {
      const finding = checkAnswer(query, examined.map(({ verified }) => demand(verified)))
      for (const each of examined) each.answered = finding.outcome === 'passed'
      return finding
    },
  },
  status: {
    of: 'credential',
    make: async ({ statusLists }, { issuer, verified }) => await statusLists.check(demand(verified).statement, demand(issuer)),
  },
}

/** Takes the credential apart without believing any of it. Its kind is told by `typ` alone (RFC 8725 #section-3.11). */
function readCredential(examined: Examined): Finding<'format'> {
  let parts
  try {
    parts = readSdJwtVc(examined.compact)
  } catch (error) {
    if (error instanceof SdJwtError) return { outcome: 'failed', code: 'format_unreadable' }
    throw error
  }
  const { header, issuer, types: [type] } = parts
  if (header['typ'] !== sdJwtVc.format) return { outcome: 'failed', code: 'format_wrong_kind' }
  if (issuer === undefined || type === undefined) return { outcome: 'failed', code: 'claim_missing' }
  examined.read = { parts, issuer, type }
  return PASSED
}

/** Verifies all that is signed, in one go; the three checks that rest on it tell what came of it. */
function verifyCredential(examined: Examined, { expected, judgedAt }: Case): void {
  const { parts, issuer, type } = demand(examined.read)
  try {
    const { claims, disclosedPaths } = verifySdJwtVc(parts, {
      issuerKeys: [demand(examined.key)],
      now: judgedAt,
      skewSeconds: SKEW_SECONDS,
      keyBinding: { nonce: expected.nonce, audience: expected.audience, maxAgeSeconds: BINDING_MAX_AGE_SECONDS },
    })
    if (claims['iss'] !== issuer || claims.vct !== type) throw new Error('what was verified is not what was read')
    examined.verified = { queryId: examined.queryId, type, claims, disclosedPaths, statement: { status: claims['status'], credentialStatus: claims['credentialStatus'] } }
  } catch (error) {
    if (!(error instanceof SdJwtError)) throw error
    examined.fault = faultOf(error.code)
  }
}

/**
 * What verification means for one check: failed when it stumbled there; passed when it stumbled later or not at all.
 * Verification goes in the order of these checks, so a fault of one says that those before it hold.
 */
function answerFor<Name extends VerifiedCheck>({ fault, verified }: Examined, name: Name): Finding<Name> {
  const code = fault?.[name]
  if (code !== undefined) return { outcome: 'failed', code }
  if (fault === undefined && verified === undefined) throw new Error('the credential was not verified')
  return PASSED
}

/** What an earlier check must have found. That it has is the rule of the order of checks. */
function demand<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('an earlier check has left nothing to go on')
  return found
}
