/** A second, independent reader of Token Status Lists (draft-ietf-oauth-status-list #name-validation-rules). */
import { importJWK, jwtVerify, decodeProtectedHeader } from 'jose'
import { inflateSync } from 'node:zlib'
import type { HeldCredential } from './check-credential.ts'
import { resolveAssertionKey } from './did-web.ts'
import { send, type HttpAnswer } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

/** One entry of a list: 0 valid, 1 invalid (revoked). `answer` is the list as it was served. */
export type StatusReading = { status: number; size: number; ttlSeconds: number | undefined; expiresAt: Date | undefined; answer: HttpAnswer }

/**
 * Fetches the list a credential points to, verifies it with the issuer's key and reads the entry.
 *
 * @throws WalletError STATUS_INVALID
 */
export async function readStatus(wallet: Wallet, credential: Pick<HeldCredential, 'visible' | 'issuer'>): Promise<StatusReading> {
  const reference = (credential.visible['status'] as { status_list: { idx: number; uri: string } }).status_list
  const answer = await send(wallet.fetch, reference.uri, { headers: { accept: 'application/statuslist+jwt' } })
  if (answer.status !== 200 || answer.contentType !== 'application/statuslist+jwt') throw new WalletError('STATUS_INVALID', `no status list (${answer.status})`, { answer })
  const { kid } = decodeProtectedHeader(answer.text)
  if (kid === undefined || !kid.startsWith(`${credential.issuer}#`)) throw new WalletError('STATUS_INVALID', 'the list is not signed by the issuer of the credential', { answer })
  const key = await importJWK(await resolveAssertionKey(wallet, kid), 'ES256')
  const { payload } = await jwtVerify(answer.text, key, { algorithms: ['ES256'], typ: 'statuslist+jwt', subject: reference.uri, currentDate: wallet.now(), requiredClaims: ['iat'] })
    .catch((cause: unknown) => { throw new WalletError('STATUS_INVALID', 'the list does not verify', { answer, cause }) })
  const { bits, lst } = payload['status_list'] as { bits: number; lst: string }
  const bytes = inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: 16 * 1024 * 1024 })
  const perByte = 8 / bits
  const byte = bytes[Math.floor(reference.idx / perByte)]
  if (byte === undefined) throw new WalletError('STATUS_INVALID', 'the index lies outside the list', { answer })
  return {
    status: (byte >> ((reference.idx % perByte) * bits)) & ((1 << bits) - 1),
    size: bytes.length * perByte,
    ttlSeconds: payload['ttl'] as number | undefined,
    expiresAt: payload.exp === undefined ? undefined : new Date(payload.exp * 1000),
    answer,
  }
}
