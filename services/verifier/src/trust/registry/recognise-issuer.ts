import type { TrustSource } from '../../judging/index.ts'
import type { TrustedIssuerBook } from './trusted-issuer-book.ts'

/** What an identifier in the registry looks like; anything else in a credential need not be looked up. */
const IDENTIFIER = /^[\x21-\x7e]{1,1024}$/

/** Every credential of the data model is one: who is recognised for it would be recognised for everything. */
const TYPE_OF_ALL = 'VerifiableCredential'

/**
 * Tells whether an issuer may issue credentials of these types: of each of them, but for the one that all credentials of the W3C data model have.
 * Types alone give no authority, nor does a type that says to extend one (SD-JWT VC draft 13 #type-extension-issuer-authorization). A register that cannot be read
 * recognises nobody and refuses nobody: `unknown`.
 */
export function recogniseIssuer({ book, onError }: { book: Pick<TrustedIssuerBook, 'find'>; onError: (error: unknown) => void }): TrustSource['recognise'] {
  return async (identifier, types) => {
    if (!IDENTIFIER.test(identifier)) return { outcome: 'failed', code: 'issuer_not_recognised' }
    let issuer
    try {
      issuer = await book.find(identifier)
    } catch (error) {
      onError(error)
      return { outcome: 'unknown', code: 'registry_unavailable' }
    }
    const claimed = types.filter((type) => type !== TYPE_OF_ALL)
    if (issuer?.identifier !== identifier || claimed.length === 0 || !claimed.every((type) => issuer.types.includes(type))) return { outcome: 'failed', code: 'issuer_not_recognised' }
    return { outcome: 'passed', issuer }
  }
}
