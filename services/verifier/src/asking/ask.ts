import { hashSecret, type Employer } from '../employers/index.ts'
import { newAddress } from './address.ts'
import type { AskingBook } from './asking-book.ts'
import { AskError } from './errors.ts'
import { newOneTimeKey, type Sealing } from './one-time-key.ts'
import { derivePageSecret } from './page-secret.ts'
import { composeQuestion } from './questions.ts'
import type { AskedRequest, ClientIdPrefix, Flow, LocalizedText } from './types.ts'

export type Asking = {
  readonly book: Pick<AskingBook, 'record'>
  /** The credential types that at least one recognised issuer may issue */
  readonly recognisedTypes: () => Promise<readonly string[]>
  /** Full client identifiers; a prefix without one cannot be used */
  readonly clientIds: Readonly<Partial<Record<ClientIdPrefix, string>>>
  readonly sealing: Pick<Sealing, 'seal'>
  readonly pagePepper: Uint8Array
  readonly lifetimeSeconds: number
  readonly newId: () => string
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
}

export type Ask = {
  readonly question: string
  /** Fewer claims than the question has; never more */
  readonly claims?: readonly string[] | undefined
  readonly purpose: LocalizedText
  readonly flow: Flow
  readonly clientIdPrefix: ClientIdPrefix
}

/**
 * Makes a request of an employer's question and puts it on record: its own nonce (256 bits) and state, its own
 * decryption key, and three unrelated identifiers. Nothing is signed yet; that happens when a wallet fetches it.
 * Throws AskError ASK_QUESTION_NOT_ALLOWED, ASK_CLAIM_NOT_IN_QUESTION, ASK_NO_ISSUER_RECOGNISED,
 * ASK_PREFIX_UNAVAILABLE.
 */
export async function ask(asking: Asking, employer: Employer, wanted: Ask): Promise<{ request: AskedRequest; pageSecret: string }> {
  if (!employer.questions.includes(wanted.question)) {
    throw new AskError('ASK_QUESTION_NOT_ALLOWED', `this employer is not registered for the question "${wanted.question.slice(0, 64)}"`)
  }
  const clientId = asking.clientIds[wanted.clientIdPrefix]
  if (clientId === undefined) throw new AskError('ASK_PREFIX_UNAVAILABLE', `this verifier cannot prove itself with "${wanted.clientIdPrefix}"`)
  const question = composeQuestion(wanted.question, { types: await asking.recognisedTypes(), claims: wanted.claims })
  const { randomBytes } = asking
  const id = asking.newId()
  const { sealedPrivateKey, ...oneTimeKey } = await newOneTimeKey(asking.sealing, id)
  const createdAt = asking.now()
  const request: AskedRequest = {
    id,
    employerId: employer.id,
    requestId: newAddress(employer.id, randomBytes),
    responseId: newAddress(employer.id, randomBytes),
    question,
    purpose: wanted.purpose,
    flow: wanted.flow,
    clientIdPrefix: wanted.clientIdPrefix,
    clientId,
    nonce: Buffer.from(randomBytes(32)).toString('base64url'),
    walletState: Buffer.from(randomBytes(16)).toString('base64url'),
    oneTimeKey,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + asking.lifetimeSeconds * 1000),
  }
  const pageSecret = derivePageSecret(asking.pagePepper, request)
  await asking.book.record({ ...request, sealedOneTimeKey: sealedPrivateKey, pageHash: hashSecret(pageSecret) })
  return { request, pageSecret }
}
