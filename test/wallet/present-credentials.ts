/** From an employer's link to an answer, as a holder does it in one go. */
import { postAnswer, prepareAnswer, readAnswer, type PreparedAnswer } from './answer-request.ts'
import type { HeldCredential } from './check-credential.ts'
import { resolveRequest, type PresentationRequest } from './request-object.ts'
import type { Wallet } from './wallet.ts'

/** A presentation that was accepted. */
export type Presented = { request: PresentationRequest; answer: PreparedAnswer; redirectUri: string | undefined }

/**
 * Resolves and verifies the request, chooses the credential, discloses only what was asked and sends it encrypted.
 *
 * @throws WalletError with the code of the step that failed
 */
export async function presentCredentials(wallet: Wallet, link: string, credentials: readonly HeldCredential[], options: { method?: 'get' | 'post' } = {}): Promise<Presented> {
  const request = await resolveRequest(wallet, link, options)
  const answer = await prepareAnswer(wallet, request, credentials)
  const { redirectUri } = readAnswer(await postAnswer(wallet, request, answer.vpToken))
  return { request, answer, redirectUri }
}
