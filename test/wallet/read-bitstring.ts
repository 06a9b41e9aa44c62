/** A second, independent reader of Bitstring Status Lists (v1.0 #validate-algorithm): `jose`, and the decoder of Digital Bazaar. */
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { resolveAssertionKey } from './did-web.ts'
import { send, type HttpAnswer } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

/** One entry of a list of one purpose. `answer` is the list as it was served. */
export type BitstringReading = { isSet: boolean; entries: number; ttlMilliseconds: number | undefined; validUntil: Date | undefined; answer: HttpAnswer }

/**
 * Fetches a list, verifies it with the issuer's key and reads the entry at `index`.
 *
 * @throws WalletError STATUS_INVALID
 */
export async function readBitstring(wallet: Wallet, { url, issuer, purpose, index }: { url: string; issuer: string; purpose: string; index: number }): Promise<BitstringReading> {
  const answer = await send(wallet.fetch, url, { headers: { accept: 'application/vc+jwt' } })
  if (answer.status !== 200 || answer.contentType !== 'application/vc+jwt') throw new WalletError('STATUS_INVALID', `no status list (${answer.status})`, { answer })
  const { kid } = decodeProtectedHeader(answer.text)
  if (kid === undefined || !kid.startsWith(`${issuer}#`)) throw new WalletError('STATUS_INVALID', 'the list is not signed by the issuer of the credential', { answer })
  const key = await importJWK(await resolveAssertionKey(wallet, kid), 'ES256')
  const { payload } = await jwtVerify(answer.text, key, { algorithms: ['ES256'], typ: 'vc+jwt', currentDate: wallet.now() })
    .catch((cause: unknown) => { throw new WalletError('STATUS_INVALID', 'the list does not verify', { answer, cause }) })
  const list = payload as { id: string; issuer: string; validUntil?: string; credentialSubject: { statusPurpose: string; encodedList: string; ttl?: number } }
  if (list.id !== url || list.issuer !== issuer || list.credentialSubject.statusPurpose !== purpose) throw new WalletError('STATUS_INVALID', 'the list is another one', { answer })
  const bits = await BitstringStatusList.decode({ encodedList: list.credentialSubject.encodedList })
  return {
    isSet: bits.getStatus(index),
    entries: bits.length,
    ttlMilliseconds: list.credentialSubject.ttl,
    validUntil: list.validUntil === undefined ? undefined : new Date(list.validUntil),
    answer,
  }
}
