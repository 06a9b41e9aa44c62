import type { Sealing } from '../asking/index.ts'
import type { ShownCredential } from './types.ts'

/** Seals what a verdict shows of the learner to the request it belongs to: the only form in which it is ever stored. */
export function sealCredentials(sealing: Pick<Sealing, 'seal'>, id: string, credentials: readonly ShownCredential[]): string {
  return sealing.seal(Buffer.from(JSON.stringify(credentials), 'utf8'), contextOf(id))
}

/** Opens what `sealCredentials` sealed. Throws what `sealing.open` throws. */
export function openCredentials(sealing: Pick<Sealing, 'open'>, id: string, sealed: string): ShownCredential[] {
  return JSON.parse(Buffer.from(sealing.open(sealed, contextOf(id))).toString('utf8')) as ShownCredential[]
}

function contextOf(id: string): string {
  return `verifier/credentials/${id}`
}
