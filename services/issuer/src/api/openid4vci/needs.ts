import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Mechanisms } from '../../configurations/index.ts'
import type { Institutions } from '../visit.ts'

/** What the service knows that nobody else does, for what wallets bring back. Each is 32 bytes. */
export type WalletSecrets = { keyProofNonce: KeyObject; dpopNonce: KeyObject; transactionCode: Uint8Array }

/** What the wallet's door is given. */
export type WalletDoorNeeds = Institutions & {
  /** Origin under which the outside reaches the service; the only source of our own addresses. */
  publicUrl: string
  /** Of a list that has to be opened because the last one is full. */
  statusListSize: number
  /** Everything that secures a credential here. */
  mechanisms: Mechanisms
  /** Whether wallets of OpenID4VCI Draft 15 are served too: they send one `proof` instead of `proofs`. */
  draft15Wallets: boolean
  secrets: WalletSecrets
  now: () => Date
  randomBytes: (n: number) => Uint8Array
  newId: () => string
}

/** Derives the wallet secrets; every replica with the same key-encryption key has the same. */
export function deriveWalletSecrets(kek: { derive(label: string): Uint8Array }): WalletSecrets {
  return { keyProofNonce: createSecretKey(kek.derive('c-nonce')), dpopNonce: createSecretKey(kek.derive('dpop-nonce')), transactionCode: kek.derive('transaction-code') }
}
