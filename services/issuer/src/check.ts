import type { Database } from '@eduwallet/storage'
import { identifiersOf, statusListUri } from './institutions/index.ts'
import type { CredentialId, Institution } from './institutions/types.ts'
import { verifyJournal } from './journal/index.ts'
import { verifyPublishedList, type ListFault, type PublicationMarks } from './publishing/index.ts'
import type { InstitutionBooks } from './register/index.ts'
import { openPostgresRegister } from './register/postgres/index.ts'

/**
 * Verifies what is on record and says a line for each thing it looked at: the journal of every institution, with hashes
 * made here and not by the database, naming the first bad row; what it says was revoked against the record; and every
 * published status list against the record. True when all is well. It opens no key.
 */
export async function checkIssuer(
  { database, publicUrl, marks }: { database: Database; publicUrl: string; marks: Pick<PublicationMarks, 'of'> },
  say: (line: string) => void,
): Promise<boolean> {
  const register = openPostgresRegister(database)
  let sound = true
  const institutions = await register.institutions.list()
  if (institutions.length === 0) say('there is no institution yet')
  for (const institution of institutions) {
    const books = register.forInstitution(institution.id)
    const journalSound = await checkJournal(institution, books, say)
    const revocationsSound = await checkRevocations(institution, books, say)
    const listsSound = await checkLists(institution, books, { publicUrl, marks }, say)
    sound &&= journalSound && revocationsSound && listsSound
  }
  return sound
}

async function checkJournal({ id, slug }: Institution, { journal }: InstitutionBooks, say: (line: string) => void): Promise<boolean> {
  const verdict = await verifyJournal(id, journal)
  say(verdict.outcome === 'intact'
    ? `${slug}: ${verdict.rows} journal rows, intact`
    : `${slug}: journal row ${verdict.seq} is the first bad one: ${journalFaults[verdict.fault]}`)
  return verdict.outcome === 'intact'
}

/** What the journal says was revoked must be revoked on record, or the next list would take it back. Says a line only for what is not. */
async function checkRevocations({ slug }: Institution, { journal, credentials }: InstitutionBooks, say: (line: string) => void): Promise<boolean> {
  let sound = true
  for (let after = 0; ;) {
    const rows = await journal.list({ after, limit: 1000 })
    for (const { seq, action, objectId } of rows) {
      if (action !== 'credential.revoked') continue
      const record = await credentials.get(objectId as CredentialId)
      if (record?.state === 'revoked') continue
      sound = false
      say(`${slug}: credential ${objectId} was revoked (journal row ${seq}), and is ${record === undefined ? 'not on record' : 'not revoked on record'}`)
    }
    const last = rows.at(-1)
    if (last === undefined) return sound
    after = last.seq
  }
}

async function checkLists(
  { slug }: Institution,
  { statusLists, signingKeys }: InstitutionBooks,
  { publicUrl, marks }: { publicUrl: string; marks: Pick<PublicationMarks, 'of'> },
  say: (line: string) => void,
): Promise<boolean> {
  const keys = await signingKeys.list()
  const { credentialIssuer } = identifiersOf(publicUrl, slug)
  let sound = true
  for (const id of await statusLists.list()) {
    // First what was published, then the record: a revocation in between leaves the list behind, never ahead.
    const publication = await statusLists.published(id)
    const content = await statusLists.read(id)
    const key = keys.find(({ kid }) => kid === content?.signingKid)
    // What cannot be compared is not sound.
    const fault = content === undefined || key === undefined
      ? 'unreadable'
      : verifyPublishedList({ content, publication, uri: statusListUri(credentialIssuer, id), key: key.publicJwk, mark: marks.of(id) })
    say(fault === undefined ? `${slug}: status list ${id}, ${content?.revoked.length} revoked, as on record` : `${slug}: status list ${id}: ${listFaults[fault]}`)
    sound &&= fault === undefined
  }
  return sound
}

const journalFaults = {
  missing: 'it is missing',
  changed: 'it is not as it was written',
  not_linked: 'it does not continue the row before it',
  head_differs: 'the chain does not end here as its head says',
} as const

const listFaults = {
  set_back: 'the record knows less than was published before; it was set back',
  ahead_of_record: 'what was published says a version that the record never had',
  unreadable: 'what was published is not a list signed with its key',
  bit_missing: 'a revoked credential is not revoked in what was published',
  bit_too_many: 'what was published revokes a credential that is not revoked',
} satisfies Record<ListFault, string>
