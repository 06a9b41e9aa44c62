import type { Outbound } from '@eduwallet/outbound'
import type { TrustSource } from '../judging/index.ts'
import { createDidKeys } from './did/find-did-key.ts'
import { createPublishedKeys } from './https/find-published-key.ts'
import { recogniseIssuer } from './registry/recognise-issuer.ts'
import type { TrustedIssuerBook } from './registry/trusted-issuer-book.ts'
import { findCertificateKey } from './x509/find-certificate-key.ts'

export type Trusting = {
  readonly book: Pick<TrustedIssuerBook, 'find'>
  readonly outbound: Outbound
  readonly now: () => Date
  /** Told of a registry that could not be read. */
  readonly onError: (error: unknown) => void
}

/**
 * Who may issue what, and with which key. The registry says how an issuer's key is found; what a credential
 * offers beside that (a kid beside x5c, or the reverse) is not looked at (SD-JWT VC draft 13 #section-3.5).
 */
export function createTrustSource({ book, outbound, now, onError }: Trusting): TrustSource {
  const didKeys = createDidKeys({ outbound, now })
  const publishedKeys = createPublishedKeys({ outbound, now })
  return {
    recognise: recogniseIssuer({ book, onError }),
    async findKey({ identifier, keys }, hint) {
      switch (keys.method) {
        case 'did':
          return await didKeys.find(identifier, hint)
        case 'x509':
          return findCertificateKey({ now }, { identifier, anchors: keys.anchors, x5c: hint.x5c })
        case 'issuer_metadata':
          return await publishedKeys.findByMetadata(identifier, hint)
        case 'jwks':
          return await publishedKeys.findAt(keys.uris, hint)
      }
    },
    findHolderKey: didKeys.findOfHolder,
  }
}
