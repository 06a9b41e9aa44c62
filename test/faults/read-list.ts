/** Reads a published status list as a stranger would: with `jose` and zlib, and no line of ours. */
import { inflateSync } from 'node:zlib'
import { importJWK, jwtVerify, type JWK } from 'jose'

/** A list that was fetched and verified. `revoked` are the indexes whose bit is set, in order. */
export type FetchedList = { token: string; issuedAt: number; revoked: number[] }

/**
 * Fetches a list from one process and verifies it with the key in that process's did document.
 * @param base where the process listens; `path` of the list, beginning with the institution; `uri` the list is known by
 * @throws Error when it is not served, or does not verify
 */
export async function readList(base: string, { path, slug, uri }: { path: string; slug: string; uri: string }): Promise<FetchedList> {
  const answer = await fetch(`${base}${path}`, { headers: { accept: 'application/statuslist+jwt' } })
  const token = await answer.text()
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  const document = await (await fetch(`${base}/${slug}/did.json`)).json() as { verificationMethod: { id: string; publicKeyJwk: JWK }[] }
  const { payload } = await jwtVerify(token, async ({ kid }) => {
    const method = document.verificationMethod.find(({ id }) => id === kid)
    if (method === undefined) throw new Error('the list names a key that the institution does not have')
    return importJWK(method.publicKeyJwk, 'ES256')
  }, { algorithms: ['ES256'], typ: 'statuslist+jwt', subject: uri, requiredClaims: ['iat', 'exp'] })
  const { bits, lst } = payload['status_list'] as { bits: number; lst: string }
  if (bits !== 1) throw new Error('the list does not have one bit for each entry')
  const bytes = inflateSync(Buffer.from(lst, 'base64url'))
  const revoked: number[] = []
  bytes.forEach((byte, at) => { for (let bit = 0; byte >> bit !== 0; bit += 1) if (((byte >> bit) & 1) === 1) revoked.push(at * 8 + bit) })
  return { token, issuedAt: payload.iat ?? 0, revoked }
}
