import { X509Certificate } from 'node:crypto'

const read = new WeakMap<readonly string[], Date>()

/**
 * When the first certificate of a chain ends: from then on nobody believes the chain. Undefined for an empty one. Says
 * nothing about whether the chain is any good; for that there is `verifyChain`.
 * @param x5c base64 DER, as in a Signer
 */
export function chainExpiry(x5c: readonly string[]): Date | undefined {
  if (x5c.length === 0) return undefined
  let expiresAt = read.get(x5c)
  if (expiresAt === undefined) {
    expiresAt = new Date(Math.min(...x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64')).validToDate.getTime())))
    read.set(x5c, expiresAt)
  }
  return expiresAt
}
