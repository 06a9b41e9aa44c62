import { randomUUID } from 'node:crypto'
import type { KeyEncryptionKey } from '@eduwallet/keys'
import type { Act } from './journal/index.ts'
import { openInstitutionDirectory } from './institutions/index.ts'
import type { StatusListId } from './institutions/types.ts'
import type { Register } from './register/index.ts'

/**
 * After a restore: closes the status lists that credentials went into, and opens a new one for each institution. What was issued after the backup is not
 * on record any more, so its places in the old lists look free; from now on nothing goes into those. Says a line for each institution. The lists
 * themselves are published on.
 */
export async function openLists(
  { register, kek, publicUrl, statusListSize, now = () => new Date() }: { register: Register; kek: KeyEncryptionKey; publicUrl: string; statusListSize: number; now?: () => Date },
  say: (line: string) => void,
): Promise<void> {
  const directory = openInstitutionDirectory({ book: register.institutions, signingKeysOf: (id) => register.forInstitution(id).signingKeys, kek, publicUrl, now })
  for (const { id, slug, signers } of await directory.all()) {
    const { statusLists, issuance } = register.forInstitution(id)
    const act: Act = { at: now(), actor: 'operator', correlationId: randomUUID() }
    const before = new Set(await statusLists.list())
    for (const list of before) {
      await issuance.replaceStatusList(list, { id: randomUUID() as StatusListId, size: statusListSize, signingKid: signers.ES256.kid }, act, 'the record was restored from a backup')
    }
    const opened = (await statusLists.list()).filter((list) => !before.has(list))
    say(`${slug}: from now on credentials go into status list ${opened.join(', ')}`)
  }
}
