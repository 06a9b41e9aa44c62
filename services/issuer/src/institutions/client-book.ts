import type { Act } from '../journal/types.ts'
import type { ApiScope } from './types.ts'

/** A system of the institution that may act for it. The secret itself is shown once and never kept. */
export type ApiClient = { clientId: string; name: string; secretHash: Uint8Array; scopes: ApiScope[]; createdAt: Date; disabledAt?: Date }

/** What a token allows, as it is on record. */
export type ApiGrant = { clientId: string; scopes: ApiScope[]; expiresAt: Date }

/** The clients of one institution and their access tokens (by SHA-256). */
export type ClientBook = {
  add(client: ApiClient, act: Act): Promise<void>
  find(clientId: string): Promise<ApiClient | undefined>
  list(): Promise<ApiClient[]>
  /** Disables the client and forgets its tokens. False when there is no such client; disabling twice changes nothing. */
  disable(clientId: string, act: Act): Promise<boolean>
  /** Records a token, unless the client is unknown or disabled by now: then false. */
  recordToken(tokenHash: Uint8Array, grant: ApiGrant): Promise<boolean>
  /** The grant of a token whose client is not disabled; expired ones too, the caller judges by its clock. */
  findGrant(tokenHash: Uint8Array): Promise<ApiGrant | undefined>
}
