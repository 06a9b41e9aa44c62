import type { Achievement } from '@eduwallet/microcredential'
import type { CredentialId, OfferId, StatusListId } from '../../institutions/types.ts'
import type { CredentialOnRecord, Intent, IntentOutcome, IssuanceBook } from '../../issuing/issuance-book.ts'
import { hexOf, type ClaimSteps } from './claim-steps.ts'
import { toAward, toToken, type AwardJson } from './claims.ts'
import { doTogether } from './do-together.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** What is on record of the credentials that are being made. The steps are functions of migrations 0002 and 0011. */
export function openIssuanceBook(scope: InstitutionScope, steps: ClaimSteps): IssuanceBook {
  const openTogether = doTogether(async (asks: readonly { tokenHash: string; candidates: readonly number[]; wanted: number }[]) => {
    const rows = await scope.call<ClaimColumns>('SELECT * FROM open_claims($1::uuid, $2)', [JSON.stringify(asks)])
    const found = new Map(rows.map((row) => [row.asked, row]))
    return asks.map((_, asked) => found.get(asked))
  })
  return {
    async open(tokenHash, { candidates, wanted }) {
      const row = await openTogether({ tokenHash: hexOf(tokenHash), candidates, wanted })
      if (row === undefined) return undefined
      if (row.list_id === null || row.list_size === null) throw new Error('the institution has no open status list')
      return {
        token: toToken({ ...row, expires_at: row.token_expires_at }),
        offerCreatedAt: row.offer_created_at,
        configurations: row.award.offered,
        award: toAward(row.award),
        achievement: row.achievement,
        credentials: row.credentials.map(toCredential),
        statusList: { id: row.list_id, size: row.list_size, freeIndexes: row.free_indexes },
      }
    },
    intend: (intent, act) =>
      steps.take({
        do: 'intend',
        tokenHash: hexOf(intent.tokenHash),
        offer: intent.offerId,
        award: intent.award.id,
        revision: intent.award.revision,
        configuration: intent.configurationId,
        nonceHash: hexOf(intent.nonce.hash),
        nonceExpiresAt: intent.nonce.expiresAt,
        ...(intent.dpopProof === undefined ? {} : { dpopHash: hexOf(intent.dpopProof.hash), dpopExpiresAt: intent.dpopProof.expiresAt }),
        credentials: intent.credentials.map(toColumns),
        limit: intent.limit,
      }, act).then(({ outcome }) => outcome as IntentOutcome),
    recordIssued: async (ids, act) => (await steps.take({ do: 'issued', credentials: ids }, act)).outcome === 'issued',
    replaceStatusList: (full, next, act, reason = `list ${full} is full`) =>
      scope.transaction(async (tx) => {
        const closed = await tx.query(`UPDATE status_lists SET state = 'closed' WHERE institution_id = $1 AND id = $2 AND state = 'open'`, [full])
        if (closed.rowCount === 0) return
        await tx.query(
          `INSERT INTO status_lists (institution_id, id, size, signing_kid, state, created_at) VALUES ($1, $2, $3, $4, 'open', $5)`,
          [next.id, next.size, next.signingKid, act.at],
        )
        await appendJournal(tx, act, [{ action: 'status-list.opened', objectKind: 'status-list', objectId: next.id, reason }])
      }),
  }
}

type ClaimColumns = {
  asked: number
  offer_id: OfferId
  key_thumbprint: string | null
  client_id: string | null
  token_expires_at: Date
  offer_created_at: Date
  award: AwardJson & { offered: string[] }
  achievement: Achievement
  credentials: CredentialJson[]
  list_id: StatusListId | null
  list_size: number | null
  free_indexes: number[]
}

/** A credential as `to_jsonb` writes it. */
export type CredentialJson = {
  id: CredentialId
  configuration_id: string
  holder_key: string | null
  award_revision: number
  list_id: StatusListId
  status_index: number
  payload_digest: string
  salt_seed: string
  signing_kid: string
  issued_at: string
  expires_at: string | null
  state: CredentialOnRecord['state']
}

/** A credential as the database's functions give it. */
export function toCredential(json: CredentialJson): CredentialOnRecord {
  return {
    id: json.id,
    configurationId: json.configuration_id,
    ...(json.holder_key === null ? {} : { holderKey: json.holder_key }),
    awardRevision: json.award_revision,
    listId: json.list_id,
    statusIndex: json.status_index,
    payloadDigest: json.payload_digest,
    // PostgreSQL writes bytea in JSON as \x and hexadecimal digits.
    saltSeed: new Uint8Array(Buffer.from(json.salt_seed.slice(2), 'hex')),
    signingKid: json.signing_kid,
    issuedAt: new Date(json.issued_at),
    ...(json.expires_at === null ? {} : { expiresAt: new Date(json.expires_at) }),
    state: json.state,
  }
}

function toColumns(credential: Intent['credentials'][number]): Omit<CredentialJson, 'state' | 'award_revision' | 'configuration_id'> {
  return {
    id: credential.id,
    holder_key: credential.holderKey ?? null,
    list_id: credential.listId,
    status_index: credential.statusIndex,
    payload_digest: credential.payloadDigest,
    salt_seed: hexOf(credential.saltSeed),
    signing_kid: credential.signingKid,
    issued_at: credential.issuedAt.toISOString(),
    expires_at: credential.expiresAt?.toISOString() ?? null,
  }
}
