import { isUniqueViolation, type Database } from '@eduwallet/storage'
import type { InstitutionBook, KeptServiceKey, ServiceKeyBook } from '../../institutions/institution-book.ts'
import type { Institution, InstitutionId } from '../../institutions/types.ts'
import { appendJournal } from './journal.ts'
import { insertEd25519Key, insertSigningKey } from './signing-keys.ts'
import { insertStatusList } from './status-lists.ts'

/** The institutions themselves. The table belongs to no institution; what is founded with one does. */
export function openInstitutionBook(database: Pick<Database, 'query' | 'inInstitution'>): InstitutionBook {
  return {
    async found({ institution, signingKey, ed25519Key, statusList }, act) {
      try {
        await database.inInstitution(institution.id, async (tx) => {
          await tx.query(
            `INSERT INTO institutions (id, slug, name_nl, name_en, country, identifiers, created_at)
             VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
            [institution.slug, institution.name.nl, institution.name.en, institution.country, JSON.stringify(institution.identifiers), institution.createdAt],
          )
          await insertSigningKey(tx, signingKey)
          await insertEd25519Key(tx, ed25519Key)
          await insertStatusList(tx, { ...statusList, signingKid: signingKey.kid }, act)
          await appendJournal(tx, act, [
            { action: 'institution.created', objectKind: 'institution', objectId: institution.id },
            { action: 'status-list.opened', objectKind: 'status-list', objectId: statusList.id },
          ])
        })
        return true
      } catch (error) {
        if (isUniqueViolation(error, 'institutions_slug_key')) return false
        throw error
      }
    },
    async findBySlug(slug) {
      const { rows } = await database.query<InstitutionColumns>(`${selectInstitution} WHERE slug = $1`, [slug])
      return rows[0] === undefined ? undefined : toInstitution(rows[0])
    },
    async list() {
      const { rows } = await database.query<InstitutionColumns>(`${selectInstitution} ORDER BY slug`)
      return rows.map(toInstitution)
    },
  }
}

/** Keys of the service itself, one for each purpose. */
export function openServiceKeyBook(database: Pick<Database, 'query'>): ServiceKeyBook {
  const find = async (purpose: string): Promise<KeptServiceKey | undefined> => {
    const { rows } = await database.query<{ sealed_private_key: string; certificate_pem: string; created_at: Date }>(
      'SELECT sealed_private_key, certificate_pem, created_at FROM service_keys WHERE purpose = $1',
      [purpose],
    )
    const row = rows[0]
    return row && { sealedPrivateKey: row.sealed_private_key, certificatePem: row.certificate_pem, createdAt: row.created_at }
  }
  return {
    async keep(purpose, candidate) {
      const kept = await find(purpose)
      if (kept !== undefined) return kept
      const made = await candidate()
      // Another process may have been first: then its key stands and ours was never used.
      await database.query(
        'INSERT INTO service_keys (purpose, sealed_private_key, certificate_pem, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [purpose, made.sealedPrivateKey, made.certificatePem, made.createdAt],
      )
      const standing = await find(purpose)
      if (standing === undefined) throw new Error(`service key ${purpose} was written and is not there`)
      return standing
    },
  }
}

const selectInstitution = 'SELECT id, slug, name_nl, name_en, country, identifiers, created_at FROM institutions'

type InstitutionColumns = {
  id: InstitutionId
  slug: string
  name_nl: string
  name_en: string
  country: string
  identifiers: Institution['identifiers']
  created_at: Date
}

function toInstitution(columns: InstitutionColumns): Institution {
  return {
    id: columns.id,
    slug: columns.slug,
    name: { nl: columns.name_nl, en: columns.name_en },
    country: columns.country,
    identifiers: columns.identifiers,
    createdAt: columns.created_at,
  }
}
