/**
 * Which demand on a credential was not met, in words that hold for every format. Closed: whoever judges answers each of them.
 *
 * `text` not of the format it should be, `kind` of another kind than expected (typ, proof purpose, a presentation for a credential),
 * `algorithm` or cryptosuite not accepted, `context` of JSON-LD not known here or at odds with the shipped one, `lossy` says something no context
 * defines, `signature` of the issuer, `disclosures` that do not fit what was signed, `claims` that must be there or have another shape,
 * `expired`, `not_yet_valid`; then of the holder: `binding_missing`, `binding_invalid`, `binding_audience` (made for another verifier), `binding_nonce`
 * (made for another request), `binding_stale`; `too_costly` would take more work than is allowed; `caller` a mistake of who secures.
 */
export const concerns = [
  'text', 'kind', 'algorithm', 'context', 'lossy', 'signature', 'disclosures', 'claims', 'expired', 'not_yet_valid',
  'binding_missing', 'binding_invalid', 'binding_audience', 'binding_nonce', 'binding_stale', 'too_costly', 'caller',
] as const

export type Concern = (typeof concerns)[number]
