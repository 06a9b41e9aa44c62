import { checkStackability, stackableAwardOfClaims, type StackableAward, type Stacking, type StackingRule, type TakenFor } from '@eduwallet/microcredential'
import { ShowError, showToEmployer, type ShowingToEmployers } from '../showing/index.ts'
import { StackError } from './errors.ts'

/** A credential that a learner showed in answer to a request, and what whoever judges takes it for. The issuer is its identifier in the registry. */
export type PresentedCredential = { readonly requestId: string } & Omit<TakenFor, 'id' | 'institution'>

/** `names`: whether the credentials name one and the same learner, as far as they were shown. A name can change; who decides looks. */
export type StackedCredentials = { readonly stacking: Stacking; readonly names: 'same' | 'different' | 'not_shown' }

/**
 * Whether the credentials that were shown in these requests together are what a programme asks, today. Only a confirmed verdict
 * counts, and only while its claims can be read; the awards in the answer go by the id of their request.
 * Throws StackError STACK_NOT_CONFIRMED, STACK_MALFORMED.
 */
export async function stackCredentials(
  showing: ShowingToEmployers,
  employerId: string,
  { rule, credentials }: { rule: unknown; credentials: readonly PresentedCredential[] },
): Promise<StackedCredentials> {
  const shown = await Promise.all(credentials.map(({ requestId }, at) => readShown(showing, employerId, requestId, at)))
  const awards = shown.map(({ claims, issuer }, at) => takeFor(claims, { institution: issuer, ...presentedAs(credentials[at]) }, at))
  const judged = checkStackability(rule as StackingRule, awards, { on: showing.now() })
  if (!judged.ok) throw new StackError('STACK_MALFORMED', 'the rule or a credential is malformed', judged.findings.map(({ path, message }) => ({ path: path.replace(/^\/awards/, '/credentials'), message: message.en })))
  return { stacking: judged.stacking, names: compareNames(shown.map(({ claims }) => claims)) }
}

type Shown = { issuer: string; claims: Readonly<Record<string, unknown>> }

async function readShown(showing: ShowingToEmployers, employerId: string, requestId: string, at: number): Promise<Shown> {
  const path = `/credentials/${at}/requestId`
  const request = await showToEmployer(showing, employerId, { id: requestId }).catch((error: unknown) => {
    if (error instanceof ShowError) throw new StackError('STACK_NOT_CONFIRMED', 'a request is unknown', [{ path, message: 'there is no such request' }])
    throw error
  })
  const [credential, ...others] = request.verdict?.verdict === 'confirmed' ? request.verdict.credentials : []
  if (credential === undefined || others.length > 0) {
    throw new StackError('STACK_NOT_CONFIRMED', 'a request has no confirmed credential', [{ path, message: 'must have been answered with a confirmed verdict whose claims can still be read: ask again' }])
  }
  return { issuer: credential.issuer.identifier, claims: credential.claims }
}

function presentedAs(credential: PresentedCredential | undefined): Omit<TakenFor, 'institution'> {
  if (credential === undefined) throw new RangeError('there is no such credential')
  const { requestId: id, ...taken } = credential
  return { id, ...taken }
}

function takeFor(claims: unknown, known: TakenFor, at: number): StackableAward {
  const read = stackableAwardOfClaims(claims, known)
  if (!read.ok) throw new StackError('STACK_MALFORMED', 'a credential did not show what is needed', read.findings.map(({ path, message }) => ({ path: `/credentials/${at}${path}`, message: message.en })))
  return read.value
}

function compareNames(shown: readonly Shown['claims'][]): StackedCredentials['names'] {
  const names = shown.map(({ given_name: given, family_name: family }) => typeof given === 'string' && typeof family === 'string' ? `${given}\n${family}`.normalize('NFC').toLocaleLowerCase('nl') : undefined)
  if (names.includes(undefined)) return 'not_shown'
  return new Set(names).size === 1 ? 'same' : 'different'
}
