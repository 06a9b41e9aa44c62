import type { HolderKey } from './holder-key.ts'

type Hook<T> = (value: T) => T | Promise<T>
type Json = Record<string, unknown>

/** Places in a presentation where a test may put something else than an honest wallet would send. */
export type AnswerHooks = {
  /** Names of the disclosures to show, dotted (`grade`, `degree.name`). */
  disclosed?: Hook<string[]>
  keyBindingKey?: Hook<HolderKey>
  keyBindingHeader?: Hook<Json>
  keyBindingClaims?: Hook<Json>
  /** One finished presentation: `<issuer-jwt>~<disclosure>~…~<kb-jwt>`. */
  presentation?: Hook<string>
  /** The plaintext of the answer: `vp_token` and `state`. */
  responsePayload?: Hook<Json>
  /** The key of the verifier the answer is encrypted to. */
  encryptionKey?: Hook<Json>
  encryptionHeader?: Hook<Json>
  responseForm?: Hook<URLSearchParams>
}
