import { ChainError, KeyError, type KeyEncryptionKey } from '@eduwallet/keys'
import type { Database } from '@eduwallet/storage'
import { identifiersOf, isEd25519, openKeptKey, statusListUri, type KeptSigningKey } from './institutions/index.ts'
import type { CredentialId, Institution, StatusListId } from './institutions/types.ts'
import { verifyJournal } from './journal/index.ts'
import { verifyPublishedList, type ListFault, type PublicationMarks } from './publishing/index.ts'
import type { InstitutionBooks } from './register/index.ts'
import { statusOf, type CredentialStatus } from './revoking/index.ts'
import { openPostgresRegister } from './register/postgres/index.ts'

type Marks = Pick<PublicationMarks, 'of' | 'lists'>

const rowsAtOnce = 1000

/**
 * Verifies what is on record and says a line for each thing it looked at, or that is wrong:
 * 1. the journal of every institution, with hashes made here and not by the database, naming the first bad row
 * 2. what it says was revoked, suspended and restored, against the record
 * 3. that no two credentials have the same place in a status list, without asking the index that should see to it
 * 4. every published status list against the record, and against what was ever published from here
 * 5. that the signing keys of both kinds open with the key-encryption key of these settings
 * True when all is well. It signs nothing, and changes nothing.
 */
export async function checkIssuer(
  { database, publicUrl, marks, kek }: { database: Database; publicUrl: string; marks: Marks; kek: KeyEncryptionKey },
  say: (line: string) => void,
): Promise<boolean> {
  const register = openPostgresRegister(database)
  const institutions = await register.institutions.list()
  if (institutions.length === 0) say('there is no institution yet')
  const outcomes: boolean[] = []
  const known = new Set<StatusListId>()
  for (const institution of institutions) {
    const books = register.forInstitution(institution.id)
    outcomes.push(
      await checkJournal(institution, books, say),
      await checkStatuses(institution, books, say),
      await checkIndexes(institution, books, say),
      await checkLists(institution, books, { publicUrl, marks }, say),
      await checkKeys(institution, books, kek, say),
    )
    for (const id of await books.statusLists.list()) known.add(id)
  }
  for (const id of marks.lists().filter((list) => !known.has(list))) {
    outcomes.push(false)
    say(`status list ${id} was published as number ${marks.of(id)}, and is not on record: the record was set back, or is another one`)
  }
  return outcomes.every(Boolean)
}

async function checkJournal({ id, slug }: Institution, { journal }: InstitutionBooks, say: (line: string) => void): Promise<boolean> {
  const verdict = await verifyJournal(id, journal)
  say(verdict.outcome === 'intact'
    ? `${slug}: ${verdict.rows} journal rows, intact`
    : `${slug}: journal row ${verdict.seq} is the first bad one: ${journalFaults[verdict.fault]}`)
  return verdict.outcome === 'intact'
}

/**
 * What the journal says was revoked must be revoked on record, or the next list would take it back; what it says was suspended, and not restored or
 * revoked since, must be suspended, and what it says was restored must not be. Says a line only for what is not so. Rows that are written meanwhile are no fault.
 */
async function checkStatuses({ slug }: Institution, { journal, credentials }: InstitutionBooks, say: (line: string) => void): Promise<boolean> {
  const { told, end } = await readStatusChanges(journal, 0)
  const faults: { id: CredentialId; line: string }[] = []
  for (const [id, { status, seq }] of told) {
    const record = await credentials.get(id)
    const standing = record === undefined ? 'not on record' : `${status === 'valid' ? statusOf(record) : `not ${status}`} on record`
    if (record === undefined || statusOf(record) !== status) faults.push({ id, line: `${slug}: credential ${id} was ${status === 'valid' ? 'restored' : status} (journal row ${seq}), and is ${standing}` })
  }
  if (faults.length === 0) return true
  const { told: since } = await readStatusChanges(journal, end)
  const standing = faults.filter(({ id }) => !since.has(id))
  for (const { line } of standing) say(line)
  return standing.length === 0
}

/** What the journal after a row says of the status of each credential, and where it ended. */
async function readStatusChanges(journal: InstitutionBooks['journal'], from: number): Promise<{ told: Map<CredentialId, { status: CredentialStatus; seq: number }>; end: number }> {
  const told = new Map<CredentialId, { status: CredentialStatus; seq: number }>()
  for (let end = from; ;) {
    const rows = await journal.list({ after: end, limit: rowsAtOnce })
    for (const { seq, action, objectId } of rows) {
      const status = statusOfAction[action]
      // Revoked is for ever, whatever the journal says of it afterwards.
      if (status !== undefined && told.get(objectId as CredentialId)?.status !== 'revoked') told.set(objectId as CredentialId, { status, seq })
    }
    const last = rows.at(-1)
    if (last === undefined) return { told, end }
    end = last.seq
  }
}

/** Two credentials in one place would be revoked together, or not at all. Says a line only for what is not so. */
async function checkIndexes({ slug }: Institution, { credentials, statusLists }: InstitutionBooks, say: (line: string) => void): Promise<boolean> {
  const taken = new Map<StatusListId, { size: number; places: Set<number> }>()
  for (const id of await statusLists.list()) taken.set(id, { size: (await statusLists.read(id))?.size ?? 0, places: new Set() })
  let sound = true
  for (let after: CredentialId | undefined; ;) {
    const rows = await credentials.list({ limit: rowsAtOnce, ...(after === undefined ? {} : { after }) })
    for (const { id, listId, statusIndex } of rows) {
      const list = taken.get(listId)
      const fault = list === undefined ? 'a list that is not there' : statusIndex >= list.size ? 'a place that the list does not have' : list.places.has(statusIndex) ? 'a place that another credential has too' : undefined
      list?.places.add(statusIndex)
      if (fault === undefined) continue
      sound = false
      say(`${slug}: credential ${id} has index ${statusIndex} of status list ${listId}: ${fault}`)
    }
    after = rows.at(-1)?.id
    if (after === undefined) return sound
  }
}

/** Says a line only for keys that do not open, and when the P-256 key is not there. That the Ed25519 key is not there yet is no fault: it is made at the next start. */
async function checkKeys({ id, slug }: Institution, { signingKeys }: InstitutionBooks, kek: KeyEncryptionKey, say: (line: string) => void): Promise<boolean> {
  const kept = await signingKeys.list()
  let sound = !kept.every(isEd25519)
  if (!sound) say(`${slug}: the P-256 signing key is not on record`)
  for (const key of kept) {
    try {
      await openKeptKey(kek, id, key)
    } catch (error) {
      if (!(error instanceof KeyError || error instanceof ChainError)) throw error
      sound = false
      say(`${slug}: a signing key cannot be used (${error.code}): ${error.message}`)
    }
  }
  return sound
}

async function checkLists(
  { slug }: Institution,
  { statusLists, signingKeys }: InstitutionBooks,
  { publicUrl, marks }: { publicUrl: string; marks: Marks },
  say: (line: string) => void,
): Promise<boolean> {
  const keys = await signingKeys.list()
  const { credentialIssuer } = identifiersOf(publicUrl, slug)
  let sound = true
  for (const id of await statusLists.list()) {
    // First what was published, then the record: a revocation in between leaves the list behind, never ahead.
    const publication = await statusLists.published(id)
    const content = await statusLists.read(id)
    const key = keys.find((kept): kept is KeptSigningKey => !isEd25519(kept) && kept.kid === content?.signingKid)
    // What cannot be compared is not sound.
    const fault = content === undefined || key === undefined
      ? 'unreadable'
      : verifyPublishedList({ content, publication, uri: statusListUri(credentialIssuer, id), key: key.publicJwk, mark: marks.of(id) })
    say(fault === undefined ? `${slug}: status list ${id}, ${content?.revoked.length} revoked, ${content?.suspended.length} suspended, as on record` : `${slug}: status list ${id}: ${listFaults[fault]}`)
    sound &&= fault === undefined
  }
  return sound
}

/** What an act makes of a credential; of other acts nothing. */
const statusOfAction: Readonly<Record<string, CredentialStatus>> = { 'credential.revoked': 'revoked', 'credential.suspended': 'suspended', 'credential.restored': 'valid' }

const journalFaults = {
  missing: 'it is missing',
  changed: 'it is not as it was written',
  not_linked: 'it does not continue the row before it',
  head_differs: 'the chain does not end here as its head says',
} as const

const listFaults = {
  set_back: 'the record knows less than was published before; it was set back',
  ahead_of_record: 'what was published says a version that the record never had',
  other_address: 'what was published is a list of another address: ISSUER_PUBLIC_URL is not as it was',
  unreadable: 'what was published is not a list signed with its key',
  bit_missing: 'a revoked credential is not revoked in what was published',
  bit_too_many: 'what was published revokes a credential that is not revoked',
  suspension_missing: 'a suspended credential is not suspended in what was published',
  suspension_too_many: 'what was published suspends a credential that is not suspended',
} satisfies Record<ListFault, string>
