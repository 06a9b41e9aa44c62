import type { TrustSource } from '../../judging/index.ts'
import type { TrustedIssuerBook } from './trusted-issuer-book.ts'

/** What an identifier in the registry looks like; anything else in a credential need not be looked up. */
const IDENTIFIER = /^[\x21-\x7e]{1,1024}$/

/**
 * Tells whether an issuer may issue credentials of a type. The type alone gives no authority, nor does a type that
 * says to extend it (SD-JWT VC draft 13 #type-extension-issuer-authorization). A register that cannot be read
 * recognises nobody and refuses nobody: `unknown`.
 */
export function recogniseIssuer({ book, onError }: { book: Pick<TrustedIssuerBook, 'find'>; onError: (error: unknown) => void }): TrustSource['recognise'] {
  return async (identifier, type) => {
    if (!IDENTIFIER.test(identifier)) return { outcome: 'failed', code: 'issuer_not_recognised' }
    let issuer
    try {
      issuer = await book.find(identifier)
    } catch (error) {
      onError(error)
      return { outcome: 'unknown', code: 'registry_unavailable' }
    }
    if (issuer?.identifier !== identifier || !issuer.types.includes(type)) return { outcome: 'failed', code: 'issuer_not_recognised' }
    return { outcome: 'passed', issuer }
  }
}
