import type { ReadyMadeBook, ReadyMadeOnRecord } from '../../issuing/ready-made-book.ts'
import { appendMemoryJournal, type CredentialRow, type MemoryScope } from './scope.ts'

/** The credentials that an institution composed itself, in memory. */
export function openReadyMadeBook(scope: MemoryScope): ReadyMadeBook {
  const { credentials, statusLists } = scope.tables
  const under = (referenceHash: Uint8Array): CredentialRow | undefined =>
    [...credentials.values()].find((row) => row.referenceHash !== undefined && Buffer.compare(row.referenceHash, referenceHash) === 0)
  const isTaken = (listId: string, index: number): boolean => [...credentials.values()].some((row) => row.listId === listId && row.statusIndex === index)
  return {
    async open(referenceHash, { candidates }) {
      const list = [...statusLists.values()].filter(({ state }) => state === 'open').sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())[0]
      if (list === undefined) throw new Error('the institution has no open status list')
      const known = referenceHash === undefined ? undefined : under(referenceHash)
      return {
        known: known && toReadyMade(known),
        statusList: { id: list.id, freeIndex: candidates.map((candidate) => candidate % list.size).find((index) => !isTaken(list.id, index)) },
      }
    },
    async intend({ mechanism, ...record }, act) {
      if (isTaken(record.listId, record.statusIndex) || (record.referenceHash !== undefined && under(record.referenceHash) !== undefined)) return 'raced'
      credentials.set(record.id, { ...record, configurationId: mechanism, state: 'intended' })
      appendMemoryJournal(scope, act, [{ action: 'credential.intended', objectKind: 'credential', objectId: record.id }])
      return 'intended'
    },
    async find(referenceHash) {
      return under(referenceHash)?.id
    },
  }
}

function toReadyMade({ id, referenceHash, configurationId, statusPurposes, listId, statusIndex, payloadDigest, saltSeed, signingKid, issuedAt, expiresAt, state }: CredentialRow): ReadyMadeOnRecord {
  return {
    id, mechanism: configurationId, statusPurposes: statusPurposes ?? [], listId, statusIndex, payloadDigest, saltSeed, signingKid, issuedAt, state,
    ...(referenceHash === undefined ? {} : { referenceHash }), ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}
