/** W3C Subresource Integrity, for the documents that a credential's type is told in. */
import { createHash } from 'node:crypto'

const digestLengths = { sha256: 32, sha384: 48, sha512: 64 } as const

/** Whether the bytes are those that `sha256-…` (or sha384, sha512; of the longest any one) promises. A promise in no form that is known is not kept. */
export function keepsPromise(bytes: Uint8Array, promise: string): boolean {
  const digests = promise.trim().split(/\s+/).flatMap((one) => {
    const [, name, digest] = /^(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})(?:\?.*)?$/.exec(one) ?? []
    return name === undefined || Buffer.from(digest!, 'base64').length !== digestLengths[name as 'sha256'] ? [] : [{ name, digest: Buffer.from(digest!, 'base64') }]
  })
  const longest = digests.map(({ name }) => name).toSorted().at(-1)
  return digests.some(({ name, digest }) => name === longest && createHash(name).update(bytes).digest().equals(digest))
}
