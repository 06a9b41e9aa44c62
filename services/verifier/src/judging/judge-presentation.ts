import type { Concern } from '@eduwallet/credential-formats'
import type { JsonObject } from '@eduwallet/strict-json'
import { isBoundTo, verifyHolder } from './check-holder.ts'
import { type CredentialAsked, type CredentialJudgement, createCredentialJudge } from './judge-credential.ts'
import { readingFault } from './name-fault.ts'
import { type LineOfVerdict, notAsked } from './not-asked.ts'
import { openPresentation } from './read-secured.ts'
import { word } from './run-checks.ts'
import { type Judging, tolerance } from './steps.ts'
import type { Check, Finding } from './types.ts'

/** What is asked of a presentation that is not the answer to a question of ours. */
export type PresentationAsked = CredentialAsked & {
  /** What its proof must have been made for: `challenge` and `domain` of Data Integrity, `nonce` and `aud` of a JWT. Both are demanded. */
  readonly challenge: string
  readonly domain: string
  /** Whether every credential must be about who presents it */
  readonly ofHolder: boolean
}

export type PresentationJudgement = {
  readonly judgedAt: Date
  /** `format` and `holder_binding` of the presentation itself */
  readonly checks: readonly Check[]
  /** Whether every check that was asked, of the presentation and of each credential, was made and passed */
  readonly passed: boolean
  readonly refusal?: Concern
  /** The DID that presents, once its signature holds */
  readonly holder?: string
  /** In the order in which they stand in it */
  readonly credentials: readonly CredentialJudgement[]
}

/** The two judges of what is handed in without a question of ours. */
export type JudgingAnything = {
  readonly judgeCredential: ReturnType<typeof createCredentialJudge>
  readonly judgePresentation: ReturnType<typeof createPresentationJudge>
}

/** Each costs fetches and signatures. */
const MOST_CREDENTIALS = 16

/**
 * Makes the judge of a presentation with a proof around its credentials (vp+jwt, jwt_vp_json, ldp_vp, or an envelope), handed in as text or as an object: the
 * holder's signature for this challenge and this domain, and every credential inside. Never rejects for what was handed in, and keeps nothing.
 */
export function createPresentationJudge(judging: Judging): (presentation: string | JsonObject, asked: PresentationAsked) => Promise<PresentationJudgement> {
  const judgeCredential = createCredentialJudge(judging)
  return async (presentation, { challenge, domain, recognise, ofHolder }) => {
    const judgedAt = judging.now()
    const refused = (code: Extract<Finding<'format'>, { outcome: 'failed' }>['code'], refusal?: Concern): PresentationJudgement =>
      ({ judgedAt, checks: [word('format', { outcome: 'failed', code }), word('holder_binding', { outcome: 'unknown', code: 'not_reached' })], passed: false, credentials: [], ...(refusal === undefined ? {} : { refusal }) })
    const opened = openPresentation(typeof presentation === 'string' ? presentation : JSON.stringify(presentation), undefined, judging.formats)
    if ('refused' in opened) return refused(readingFault(opened.refused), opened.refused)
    if (opened.read.credentials.length > MOST_CREDENTIALS) return refused('too_costly', 'too_costly')

    const signed = await presenters(judging, opened, { nonce: challenge, audience: domain, ...tolerance, now: judgedAt })
    const judged = await Promise.all(opened.read.credentials.map(async (credential) => await judgeCredential(credential, { recognise })))
    const credentials = judged.map((each) => withHolder(each, signed, ofHolder))
    const binding: Finding<'holder_binding'> = 'presenters' in signed ? { outcome: 'passed' } : signed
    const holder = 'presenters' in signed ? signed.presenters[0]?.did : undefined
    return {
      judgedAt,
      checks: [word('format', { outcome: 'passed' }), word('holder_binding', binding)],
      passed: binding.outcome === 'passed' && credentials.every(({ passed }) => passed),
      ...('refusal' in signed && signed.refusal !== undefined ? { refusal: signed.refusal } : {}),
      ...(holder === undefined ? {} : { holder }),
      credentials,
    }
  }
}

type Signed = Awaited<ReturnType<typeof verifyHolder>>

/** A fault of ours leaves open who presents. */
async function presenters(judging: Judging, ...opened: Parameters<typeof verifyHolder> extends [unknown, ...infer Rest] ? Rest : never): Promise<Signed> {
  try {
    return await verifyHolder(judging.trust, ...opened)
  } catch (error) {
    judging.onError(error)
    return { outcome: 'unknown', code: 'check_broke_down' }
  }
}

/** Puts in the place of "nobody presents" whose credential it is, as far as that was asked. */
function withHolder(judged: CredentialJudgement, signed: Signed, ofHolder: boolean): CredentialJudgement {
  const line = lineOfHolder(judged, signed, ofHolder)
  const checks = judged.checks.map((check) => check.name === 'holder_binding' ? line : check)
  const passed = judged.passed && (line.outcome === 'passed' || line.outcome === 'not_asked')
  const verdict = line.outcome === 'failed' ? 'rejected' : passed || judged.verdict === 'rejected' ? judged.verdict : 'undetermined'
  return { ...judged, checks, passed, verdict }
}

function lineOfHolder({ credential }: CredentialJudgement, signed: Signed, ofHolder: boolean): LineOfVerdict {
  if (!ofHolder) return notAsked.holder_not_compared
  if (!('presenters' in signed) || credential === undefined) return word('holder_binding', { outcome: 'unknown', code: 'not_reached' })
  return word('holder_binding', signed.presenters.every((presenter) => isBoundTo(credential.claims, presenter)) ? { outcome: 'passed' } : { outcome: 'failed', code: 'holder_is_another' })
}
