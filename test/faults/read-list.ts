/** Reads a published status list as a stranger would: with `jose` and zlib, and no line of ours. */
import { inflateSync } from 'node:zlib'
import { importJWK, jwtVerify, type JWK } from 'jose'

/** A list that was fetched and verified. `revoked` and `suspended` are the indexes that say so, in order. */
export type FetchedList = { token: string; issuedAt: number; revoked: number[]; suspended: number[] }

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
  if (bits !== 2) throw new Error('the list does not have two bits for each entry')
  const bytes = inflateSync(Buffer.from(lst, 'base64url'))
  const at: [number[], number[], number[], number[]] = [[], [], [], []]
  bytes.forEach((byte, place) => { for (let pair = 0; byte >> (pair * 2) !== 0; pair += 1) at[(byte >> (pair * 2)) & 3]?.push(place * 4 + pair) })
  if (at[3].length > 0) throw new Error('the list says what no list of ours says')
  return { token, issuedAt: payload.iat ?? 0, revoked: at[1], suspended: at[2] }
}
