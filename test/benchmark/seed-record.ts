/** Puts on record what takes long through the door and is not what is measured. */
import { createHash, randomBytes } from 'node:crypto'
import type { Ground } from './ground.ts'

/** Makes awards with an open offer each. @returns their pre-authorized codes, ready to be redeemed */
export async function seedOffers({ sql, institutionId, achievementId }: Ground, count: number): Promise<string[]> {
  const codes = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
  const hashes = codes.map((code) => createHash('sha256').update(code).digest())
  await sql.query(
    `WITH made AS (
       INSERT INTO issuer.awards (institution_id, id, achievement_id, source, source_reference, learner_reference, given_name, family_name, awarded_on, grade, state, created_at)
       SELECT $1, gen_random_uuid(), $2, 'batch', 'seeded-' || encode(hash, 'hex'), 's' || n, 'Noor', 'de Wit', '2026-06-30', '8', 'awarded', now()
         FROM unnest($3::bytea[]) WITH ORDINALITY AS h(hash, n) RETURNING id, source_reference
     )
     INSERT INTO issuer.offers (institution_id, id, award_id, secret_hash, code_hash, state, created_at, expires_at)
     SELECT $1, gen_random_uuid(), id, sha256(decode(substr(source_reference, 8), 'hex')), decode(substr(source_reference, 8), 'hex'), 'open', now(), now() + interval '1 day'
       FROM made`,
    [institutionId, achievementId, hashes],
  )
  return codes
}

/** Revokes so many random entries of the open status list, as credentials that were never claimed. */
export async function seedRevocations({ sql, institutionId }: Ground, count: number, listSize: number): Promise<void> {
  await sql.query(
    `WITH an_offer AS (SELECT id, award_id FROM issuer.offers WHERE institution_id = $1 LIMIT 1),
          list AS (UPDATE issuer.status_lists SET version = version + 1 WHERE institution_id = $1 AND state = 'open' RETURNING id, signing_kid),
          indexes AS (SELECT DISTINCT floor(random() * $3)::int AS index FROM generate_series(1, $2::int))
     INSERT INTO issuer.credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index,
         payload_digest, salt_seed, signing_kid, issued_at, state, signed_at, revoked_at, revocation_reason)
     SELECT $1, gen_random_uuid(), an_offer.award_id, 1, an_offer.id, 'seeded-' || index, 'microcredential_dc_sd_jwt', list.id, index, 'none', '\\x00', list.signing_kid,
            now(), 'revoked', now(), now(), 'seeded'
       FROM indexes, an_offer, list ON CONFLICT DO NOTHING`,
    [institutionId, count, listSize],
  )
}

/** What autovacuum does within a minute of the first rows: plans made while the tables were empty are made anew. */
export async function gatherStatistics({ sql }: Ground): Promise<void> {
  await sql.query('ANALYZE')
}
