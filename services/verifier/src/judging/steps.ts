import type { Concern, Readers } from '@eduwallet/credential-formats'
import type { VerificationKey } from '@eduwallet/keys'
import type { DcqlQuery } from 'dcql'
import { checkAnswer, type VerifiedPresentation } from './check-answer.ts'
import { checkCompleteness } from './check-completeness.ts'
import { checkHolder } from './check-holder.ts'
import { type Fault, faultOf, isFormatError, readingFault, type VerifiedCheck } from './name-fault.ts'
import { worstOf } from './reach-verdict.ts'
import { openCredential, type OpenedCredential, type OpenedPresentation, openPresentation, presentationFormatOf } from './read-secured.ts'
import { namesIn } from './read-statement.ts'
import type { CheckName, ExpectedBinding, Finding, RecognisedIssuer, StatusLists, StatusStatement, TrustSource } from './types.ts'

/** Seconds by which clocks of issuers and wallets may differ from ours. */
const SKEW_SECONDS = 60
/** How long ago the holder may have signed. A wallet signs when it answers, not when it gets the request. */
const BINDING_MAX_AGE_SECONDS = 300

/** What holds for every signature: how far clocks may differ, and how old the holder's may be, in seconds. */
export const tolerance = { skewSeconds: SKEW_SECONDS, maxAgeSeconds: BINDING_MAX_AGE_SECONDS } as const

/** What judging needs from the other rooms and from outside. */
export type Judging = {
  readonly trust: TrustSource
  readonly statusLists: StatusLists
  readonly now: () => Date
  /** Told of faults of ours, which leave a check unknown. Never told what a credential says. */
  readonly onError: (error: unknown) => void
  /** Who reads what is handed in, where it is not who reads everywhere: an open sandbox */
  readonly formats?: Readers | undefined
  /** Stands around every check that is made; gives what the check gives. */
  readonly around?: AroundCheck | undefined
}

export type AroundCheck = (name: CheckName, make: () => Promise<Finding>) => Promise<Finding>

/** One credential and what the checks made so far found out about it. */
export type Examined = {
  /** Which asked credential it answers; only in an answer */
  readonly queryId?: string
  /** The credential, or the presentation around it */
  readonly compact: string
  /** Set when a check on this credential was not passed: it is not looked at further */
  stopped: boolean
  /** The holder's presentation around it, taken apart; nothing of it verified */
  presentation?: OpenedPresentation
  /** Taken apart; nothing of it verified */
  opened?: OpenedCredential & { readonly issuer: string; readonly types: readonly string[] }
  issuer?: RecognisedIssuer
  /** For each signature or proof, in their order, what was found of its key */
  keys?: readonly { readonly algorithm: string; readonly found: Awaited<ReturnType<TrustSource['findKey']>> }[]
  /** Set when the issuer's signature holds and everything signed was verified */
  verified?: VerifiedPresentation & { readonly statement: StatusStatement }
  /** What verification stumbled on, and which check answers for that */
  fault?: Fault
  /** What the format refused it for */
  refusal?: Concern
  /** For each signature or proof, in their order, whether it holds; only when each was looked at */
  proofs?: readonly boolean[]
  answered?: boolean
}

/** What is under examination: an answer to a question, or credentials that nobody presents. */
export type Case = {
  /** Only of an answer */
  readonly query?: DcqlQuery.Output
  /** What the holder must have signed for; absent when nobody presents it (a file) */
  readonly expected?: ExpectedBinding
  readonly judgedAt: Date
  /** Set where the registry is not asked (an open sandbox): nothing is genuine then */
  readonly issuerAtItsWord?: true
  /** Set when a check on the answer as a whole was not passed: nothing is looked at further */
  stopped: boolean
  readonly examined: readonly Examined[]
}

type Step<Name extends CheckName> =
  | { readonly of: 'answer'; readonly make: (trial: Case) => Finding<Name> }
  | { readonly of: 'credential'; readonly make: (judging: Judging, examined: Examined, trial: Case) => Finding<Name> | Promise<Finding<Name>> }

const PASSED = { outcome: 'passed' } as const

/** Suites with which an issuer may let its holder leave out anything, the status as well. An SD-JWT may not hide that (SD-JWT VC draft 13 #section-3.2.2.2). */
const HIDES_ANYTHING: ReadonlySet<string> = new Set(['ecdsa-sd-2023', 'bbs-2023'])

/** How each check is made; the order is that of `everyCheck`, and each may count on those before it having passed. */
export const steps: { readonly [Name in CheckName]: Step<Name> } = {
  presentation_complete: { of: 'answer', make: ({ examined, query }) => checkCompleteness(examined.map(({ queryId = '' }) => ({ queryId })), demand(query)) },
  format: { of: 'credential', make: ({ formats }, examined, trial) => takeApart(examined, trial, formats) },
  issuer_recognised: {
    of: 'credential',
    async make({ trust }, examined) {
      const { issuer, types } = demand(examined.opened)
      const found = await trust.recognise(issuer, types)
      if (found.outcome !== 'passed') return found
      examined.issuer = found.issuer
      return PASSED
    },
  },
  issuer_key: {
    of: 'credential',
    async make({ trust }, examined) {
      const issuer = demand(examined.issuer)
      examined.keys = await Promise.all(demand(examined.opened).read.keyReferences.map(async (reference) => ({ algorithm: reference.algorithm, found: await trust.findKey(issuer, reference) })))
      if (examined.keys.length === 0) return { outcome: 'failed', code: 'key_reference_missing' }
      return worstOf(examined.keys.map(({ found }): Finding<'issuer_key'> => found.outcome === 'passed' ? PASSED : found))
    },
  },
  issuer_signature: {
    of: 'credential',
    async make(_, examined, trial) {
      await verifyCredential(examined, trial)
      return answerFor(examined, 'issuer_signature')
    },
  },
  validity_period: { of: 'credential', make: (_, examined) => answerFor(examined, 'validity_period') },
  holder_binding: {
    of: 'credential',
    make: async ({ trust }, { presentation, ...examined }, { expected, judgedAt }) => presentation === undefined ? answerFor(examined, 'holder_binding')
      : await checkHolder(trust, presentation, { claims: demand(examined.verified).claims, expected: { ...demand(expected), ...tolerance, now: judgedAt } }),
  },
  answers_question: {
    of: 'answer',
    make({ examined, query }) {
      const finding = checkAnswer(demand(query), examined.map(({ verified }) => demand(verified)))
      for (const each of examined) each.answered = finding.outcome === 'passed'
      return finding
    },
  },
  status: {
    of: 'credential',
    async make({ statusLists }, { issuer, opened, verified }, { issuerAtItsWord }) {
      const { statement } = demand(verified)
      const mayBeHidden = demand(opened).read.keyReferences.some(({ algorithm }) => HIDES_ANYTHING.has(algorithm))
      const none = statement.status === undefined && statement.credentialStatus === undefined
      if (none && demand(issuer).mayOmitStatus === true) return mayBeHidden && issuerAtItsWord !== true ? { outcome: 'unknown', code: 'status_may_be_hidden' } : { outcome: 'passed', code: 'status_none' }
      return await statusLists.check(statement, demand(issuer))
    },
  },
}

/** Takes the presentation and the credential apart without believing any of it: as what was asked, else as what the content says that it is. */
function takeApart(examined: Examined, { query }: Case, formats: Readers | undefined): Finding<'format'> {
  const asked = query?.credentials.find(({ id }) => id === examined.queryId)?.format
  let text = examined.compact
  const around = asked === undefined ? undefined : presentationFormatOf(asked)
  if (around !== undefined) {
    const presentation = openPresentation(text, around, formats)
    if ('refused' in presentation) return refuse(examined, presentation.refused)
    const [inside, ...others] = presentation.read.credentials
    if (inside === undefined || others.length > 0) return { outcome: 'failed', code: 'format_not_one_credential' }
    examined.presentation = presentation
    text = inside
  }
  const opened = openCredential(text, asked, formats)
  if ('refused' in opened) return refuse(examined, opened.refused)
  const { issuer, types } = opened.read
  if (issuer === undefined || types.length === 0) return { outcome: 'failed', code: 'claim_missing' }
  examined.opened = { ...opened, issuer, types }
  return PASSED
}

function refuse(examined: Examined, concern: Concern): Finding<'format'> {
  examined.refusal = concern
  return { outcome: 'failed', code: readingFault(concern) }
}

/** Verifies all that is signed, in one go; the three checks that rest on it tell what came of it. */
async function verifyCredential(examined: Examined, { expected, judgedAt }: Case): Promise<void> {
  const { reader, read, issuer, types } = demand(examined.opened)
  const boundInside = expected !== undefined && examined.presentation === undefined
  try {
    const { claims, disclosedPaths } = await reader.verify(read, {
      issuerKeys: demand(examined.keys).map(({ found }) => keyOf(found)),
      now: judgedAt,
      skewSeconds: SKEW_SECONDS,
      keyBinding: boundInside ? { nonce: expected.nonce, audience: expected.audience, maxAgeSeconds: BINDING_MAX_AGE_SECONDS } : 'forbidden',
    })
    const names = namesIn(claims, reader.format)
    if (names.issuer !== issuer || names.types.join(' ') !== types.join(' ')) throw new Error('what was verified is not what was read')
    examined.verified = { queryId: examined.queryId ?? '', format: reader.format, types, claims, disclosedPaths, statement: { status: claims['status'], credentialStatus: claims['credentialStatus'] } }
  } catch (error) {
    if (!isFormatError(error)) throw error
    const fault = faultOf(error.concern)
    if (error.proofs !== undefined) examined.proofs = error.proofs.map(({ code }) => code === undefined)
    examined.refusal = error.concern
    // Nobody presents it, or the holder's proof stands around it: one inside was made for somebody else.
    examined.fault = fault.holder_binding !== undefined && !boundInside ? { issuer_signature: 'presented_to_another' } : fault
  }
}

/**
 * What verification means for one check: failed when it stumbled there; passed when it stumbled later or not at all.
 * Verification goes in the order of these checks, so a fault of one says that those before it hold.
 */
function answerFor<Name extends VerifiedCheck>({ fault, verified }: Pick<Examined, 'fault' | 'verified'>, name: Name): Finding<Name> {
  const code = fault?.[name]
  if (code !== undefined) return { outcome: 'failed', code }
  if (fault === undefined && verified === undefined) throw new Error('the credential was not verified')
  return PASSED
}

function keyOf(found: Awaited<ReturnType<TrustSource['findKey']>>): VerificationKey {
  if (found.outcome !== 'passed') throw new Error('a key was not found, and its signature looked at nevertheless')
  return found.key
}

/** What an earlier check must have found. That it has is the rule of the order of checks. */
function demand<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('an earlier check has left nothing to go on')
  return found
}
