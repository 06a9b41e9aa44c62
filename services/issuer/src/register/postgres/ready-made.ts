import type { BitstringPurpose } from '@eduwallet/status-list'
import type { CredentialId, StatusListId } from '../../institutions/types.ts'
import type { ReadyMadeBook, ReadyMadeOnRecord } from '../../issuing/ready-made-book.ts'
import { findFreeIndex } from './find-free-index.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The credentials that an institution composed itself. They stand among the others, so that no two ever have one place in a list. */
export function openReadyMadeBook(scope: InstitutionScope): ReadyMadeBook {
  return {
    open: (referenceHash, { candidates }) =>
      scope.transaction(async (tx) => {
        const known = await tx.query<ReadyMadeColumns>(
          `SELECT id, reference_hash, configuration_id, status_purposes, list_id, status_index, payload_digest, salt_seed, signing_kid, issued_at, expires_at, state
             FROM credentials WHERE institution_id = $1 AND reference_hash = $2`,
          [referenceHash ?? null],
        )
        const { id, freeIndex } = await findFreeIndex(tx, candidates)
        return { known: known.rows[0] && toReadyMade(known.rows[0]), statusList: { id, freeIndex } }
      }),
    intend: (record, act) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          `INSERT INTO credentials (institution_id, id, reference_hash, configuration_id, status_purposes, list_id, status_index, payload_digest, salt_seed, signing_kid, issued_at, expires_at, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'intended') ON CONFLICT DO NOTHING`,
          [
            record.id, record.referenceHash ?? null, record.mechanism, record.statusPurposes, record.listId, record.statusIndex, record.payloadDigest,
            record.saltSeed, record.signingKid, record.issuedAt, record.expiresAt ?? null,
          ],
        )
        if (rowCount === 0) return 'raced'
        await appendJournal(tx, act, [{ action: 'credential.intended', objectKind: 'credential', objectId: record.id }])
        return 'intended'
      }),
    find: (referenceHash) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ id: CredentialId }>('SELECT id FROM credentials WHERE institution_id = $1 AND reference_hash = $2', [referenceHash])
        return rows[0]?.id
      }),
  }
}

type ReadyMadeColumns = {
  id: CredentialId
  reference_hash: Uint8Array | null
  configuration_id: string
  status_purposes: BitstringPurpose[]
  list_id: StatusListId
  status_index: number
  payload_digest: string
  salt_seed: Uint8Array
  signing_kid: string
  issued_at: Date
  expires_at: Date | null
  state: ReadyMadeOnRecord['state']
}

function toReadyMade(columns: ReadyMadeColumns): ReadyMadeOnRecord {
  return {
    id: columns.id,
    ...(columns.reference_hash === null ? {} : { referenceHash: new Uint8Array(columns.reference_hash) }),
    mechanism: columns.configuration_id,
    statusPurposes: columns.status_purposes,
    listId: columns.list_id,
    statusIndex: columns.status_index,
    payloadDigest: columns.payload_digest,
    saltSeed: new Uint8Array(columns.salt_seed),
    signingKid: columns.signing_kid,
    issuedAt: columns.issued_at,
    ...(columns.expires_at === null ? {} : { expiresAt: columns.expires_at }),
    state: columns.state,
  }
}
