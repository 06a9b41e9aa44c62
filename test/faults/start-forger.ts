/** Serves status lists that no issuer of ours would: to see that the invariants notice. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { deflateSync } from 'node:zlib'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** `path` and `uri` of the list that is forged; `lists` are given out one after the other, the last for ever. Times are seconds. */
export type Forgery = { path: string; uri: string; size: number; lists: readonly { issuedAt: number; revoked: readonly number[]; suspended?: readonly number[] }[] }

/** Starts a server for one list and the did document with the key that it is signed with. */
export async function startForger({ path, uri, size, lists }: Forgery): Promise<{ url: string; stop(): Promise<void> }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const kid = 'did:web:forger.example#1'
  const tokens = await Promise.all(lists.map(({ issuedAt, revoked, suspended = [] }) => {
    const bytes = Buffer.alloc(size / 4)
    for (const [value, indexes] of [[1, revoked], [2, suspended]] as const) for (const index of indexes) bytes[index >> 2] = (bytes[index >> 2] ?? 0) | (value << ((index & 3) * 2))
    return new SignJWT({ sub: uri, iat: issuedAt, exp: 4_000_000_000, status_list: { bits: 2, lst: deflateSync(bytes).toString('base64url') } })
      .setProtectedHeader({ alg: 'ES256', typ: 'statuslist+jwt', kid }).sign(privateKey)
  }))
  const document = JSON.stringify({ verificationMethod: [{ id: kid, publicKeyJwk: await exportJWK(publicKey) }] })
  let given = 0
  const server = createServer(({ url }, response) => {
    response.end(url === path ? tokens[Math.min(given++, tokens.length - 1)] : document)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
