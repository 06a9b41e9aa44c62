import type { AnswerHooks } from './answer-hooks.ts'
import type { ClaimHooks } from './claim-hooks.ts'

/** The surroundings of a holder: network, clock, and the certificate roots it believes. */
export type Wallet = {
  fetch: typeof fetch
  now: () => Date
  /** PEM certificates: roots for the certificates of issuers and verifiers. None means that chains are not judged, only matched. */
  anchors: readonly string[]
  /** Changes what the wallet sends, step by step; absent steps are honest. */
  hooks: ClaimHooks & AnswerHooks
}

/** Makes a holder's wallet; without options it is an honest one with the machine's clock and network. */
export function createWallet(options: Partial<Wallet> = {}): Wallet {
  return {
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    now: options.now ?? (() => new Date()),
    anchors: options.anchors ?? [],
    hooks: options.hooks ?? {},
  }
}

/** The same wallet with other manners: the hooks given replace those of the same name. */
export function withHooks(wallet: Wallet, hooks: ClaimHooks & AnswerHooks): Wallet {
  return { ...wallet, hooks: { ...wallet.hooks, ...hooks } }
}
