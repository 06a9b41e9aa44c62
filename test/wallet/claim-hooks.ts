import type { HolderKey } from './holder-key.ts'

type Hook<T> = (value: T) => T | Promise<T>
type Json = Record<string, unknown>

/**
 * Places in a claim where a test may put something else than an honest wallet would send.
 * A hook gets the honest value and returns what is sent.
 */
export type ClaimHooks = {
  tokenParameters?: Hook<URLSearchParams>
  tokenHeaders?: Hook<Headers>
  dpopKey?: Hook<HolderKey>
  dpopHeader?: Hook<Json>
  dpopClaims?: Hook<Json>
  dpopProof?: Hook<string>
  proofKey?: Hook<HolderKey>
  proofHeader?: Hook<Json>
  proofClaims?: Hook<Json>
  /** The finished key proofs, before they go into `proofs.jwt`. */
  proofs?: Hook<string[]>
  credentialUrl?: Hook<string>
  credentialHeaders?: Hook<Headers>
  credentialRequest?: Hook<unknown>
  notification?: Hook<Json>
}

/** Runs a hook, or gives the value back when there is none. */
export async function through<T>(hook: Hook<T> | undefined, value: T): Promise<T> {
  return hook === undefined ? value : hook(value)
}
