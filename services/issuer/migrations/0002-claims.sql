-- What a wallet does, as one statement each: redeem a code, read what a token opens, write down what will be signed, write
-- down that it was. A statement by itself is a transaction by itself, so each takes one round trip, and the institution's
-- journal is held no longer than its commit. Each function enters the institution first (row-level security then sees its
-- rows), locks, looks again, and either does all of it or says why it did nothing.
-- Plans are kept for as long as a connection lives, also those made while the tables were empty, when every index that begins
-- with the institution looks equally good; the orderings below leave only one that is.
-- Locks are always taken in this order: award, offer or access token, credentials, used values, journal.

-- The client id that an unauthenticated wallet named, if it did: the `iss` of its key proofs has to say the same.
ALTER TABLE access_tokens ADD COLUMN client_id text;

-- The offer behind a pre-authorized code, in whatever state it is.
CREATE FUNCTION find_offer_by_code(institution uuid, this_code_hash bytea) RETURNS TABLE (offer_id uuid, award_id uuid) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  RETURN QUERY SELECT o.id, o.award_id FROM offers o WHERE o.institution_id = institution AND o.code_hash = this_code_hash;
END $$;

-- Redeems an offer, or says: not_open, expired, award_withdrawn, award_changed, dpop_replayed, code_missing,
-- code_unexpected (nothing has changed), code_wrong, locked (one more try is on record).
-- Hashes of transaction codes are HMACs under a key that only the service has: how long their comparison takes tells nothing.
CREATE FUNCTION redeem_offer(
  institution uuid, this_offer uuid, this_award uuid, given_code_hash bytea, max_tries integer,
  dpop_hash bytea, dpop_expires_at timestamptz,
  new_token_hash bytea, token_expires_at timestamptz, token_key text, token_client text,
  actor text, occurred_at timestamptz, correlation text
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  offer offers%ROWTYPE;
  award awards%ROWTYPE;
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  SELECT * INTO award FROM awards a WHERE a.institution_id = institution AND a.id = this_award FOR SHARE;
  SELECT * INTO offer FROM offers o WHERE o.institution_id = institution AND o.id = this_offer AND o.award_id = award.id FOR UPDATE;
  IF dpop_hash IS NOT NULL AND EXISTS (
    SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'dpop' AND u.value_hash = dpop_hash
  ) THEN RETURN 'dpop_replayed'; END IF;
  IF offer.state IS DISTINCT FROM 'open' THEN RETURN 'not_open'; END IF;
  IF offer.expires_at <= occurred_at THEN RETURN 'expired'; END IF;
  IF award.state <> 'awarded' THEN RETURN 'award_withdrawn'; END IF;
  IF award.corrected_at > offer.created_at THEN RETURN 'award_changed'; END IF;
  IF offer.transaction_code_hash IS NULL AND given_code_hash IS NOT NULL THEN RETURN 'code_unexpected'; END IF;
  IF offer.transaction_code_hash IS NOT NULL AND given_code_hash IS NULL THEN RETURN 'code_missing'; END IF;

  IF dpop_hash IS NOT NULL THEN
    INSERT INTO used_values VALUES (institution, 'dpop', dpop_hash, dpop_expires_at) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN 'dpop_replayed'; END IF;
  END IF;
  IF offer.transaction_code_hash IS DISTINCT FROM given_code_hash THEN
    UPDATE offers o SET transaction_code_tries = o.transaction_code_tries + 1,
        state = CASE WHEN o.transaction_code_tries + 1 >= max_tries THEN 'locked' ELSE o.state END
      WHERE o.institution_id = institution AND o.id = this_offer RETURNING * INTO offer;
    IF offer.state <> 'locked' THEN RETURN 'code_wrong'; END IF;
    PERFORM journal_append(institution, occurred_at, correlation, jsonb_build_array(jsonb_build_object(
      'actor', actor, 'action', 'offer.locked', 'objectKind', 'offer', 'objectId', this_offer, 'reason', 'too many wrong transaction codes')));
    RETURN 'locked';
  END IF;
  UPDATE offers o SET state = 'redeemed', redeemed_at = occurred_at WHERE o.institution_id = institution AND o.id = this_offer;
  INSERT INTO access_tokens (institution_id, token_hash, offer_id, key_thumbprint, client_id, expires_at)
    VALUES (institution, new_token_hash, this_offer, token_key, token_client, token_expires_at);
  PERFORM journal_append(institution, occurred_at, correlation, jsonb_build_array(jsonb_build_object(
    'actor', actor, 'action', 'offer.redeemed', 'objectKind', 'offer', 'objectId', this_offer, 'reason', '')));
  RETURN 'redeemed';
END $$;

-- Everything that issuing needs to know of a token; no row when the token is not on record. A candidate, modulo the size of
-- the open list, is a status index; free_indexes are the first so many wanted that are not taken. They are looked up one by
-- one: a join would read the whole list.
CREATE FUNCTION open_claim(institution uuid, this_token_hash bytea, candidates bigint[], wanted integer) RETURNS TABLE (
  offer_id uuid, key_thumbprint text, client_id text, token_expires_at timestamptz, offer_created_at timestamptz,
  award jsonb, achievement jsonb, credentials jsonb, list_id uuid, list_size integer, free_indexes integer[]
) LANGUAGE plpgsql AS $$
DECLARE
  candidate bigint;
  index integer;
  next_taken integer;
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  SELECT t.offer_id, t.key_thumbprint, t.client_id, t.expires_at, o.created_at, to_jsonb(a) - 'institution_id', ach.content
    INTO offer_id, key_thumbprint, client_id, token_expires_at, offer_created_at, award, achievement
    FROM access_tokens t
    JOIN offers o ON o.institution_id = institution AND o.id = t.offer_id
    JOIN awards a ON a.institution_id = institution AND a.id = o.award_id
    JOIN achievements ach ON ach.institution_id = institution AND ach.id = a.achievement_id AND ach.state = 'published'
    WHERE t.institution_id = institution AND t.token_hash = this_token_hash;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(to_jsonb(c) - 'institution_id'), '[]') INTO credentials FROM (
    SELECT * FROM credentials known WHERE known.institution_id = institution AND known.offer_id = open_claim.offer_id
      ORDER BY known.configuration_id, known.holder_key
  ) AS c;
  SELECT s.id, s.size INTO list_id, list_size
    FROM status_lists s WHERE s.institution_id = institution AND s.state = 'open' ORDER BY s.created_at DESC, s.id LIMIT 1;
  free_indexes := '{}';
  FOREACH candidate IN ARRAY candidates LOOP
    EXIT WHEN cardinality(free_indexes) >= wanted;
    index := candidate % list_size;
    CONTINUE WHEN index = ANY (free_indexes);
    SELECT c.status_index INTO next_taken FROM credentials c
      WHERE c.institution_id = institution AND c.list_id = open_claim.list_id AND c.status_index >= index ORDER BY c.status_index LIMIT 1;
    IF next_taken IS DISTINCT FROM index THEN free_indexes := free_indexes || index; END IF;
  END LOOP;
  RETURN NEXT;
END $$;

-- Writes down what will be signed, or says: token_gone, award_changed, limit_reached, nonce_used, dpop_replayed, and then
-- nothing has changed. A unique violation of credentials means that an index or a key of this offer was taken meanwhile.
CREATE FUNCTION intend_credentials(
  institution uuid, this_token_hash bytea, this_offer uuid, this_award uuid, this_revision integer, configuration text,
  nonce_hash bytea, nonce_expires_at timestamptz, dpop_hash bytea, dpop_expires_at timestamptz,
  intended jsonb, most integer, actor text, occurred_at timestamptz, correlation text
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  PERFORM FROM awards a WHERE a.institution_id = institution AND a.id = this_award AND a.state = 'awarded' AND a.revision = this_revision FOR SHARE;
  IF NOT FOUND THEN RETURN 'award_changed'; END IF;
  PERFORM FROM access_tokens t WHERE t.institution_id = institution AND t.token_hash = this_token_hash
    AND t.offer_id = this_offer AND t.expires_at > occurred_at FOR UPDATE;
  IF NOT FOUND THEN RETURN 'token_gone'; END IF;
  IF jsonb_array_length(intended) > 0 AND jsonb_array_length(intended) + (
    SELECT count(*) FROM (
      SELECT FROM credentials c WHERE c.institution_id = institution AND c.offer_id = this_offer ORDER BY c.configuration_id, c.holder_key
    ) AS known
  ) > most THEN RETURN 'limit_reached'; END IF;
  IF dpop_hash IS NOT NULL AND EXISTS (
    SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'dpop' AND u.value_hash = dpop_hash
  ) THEN RETURN 'dpop_replayed'; END IF;
  INSERT INTO used_values VALUES (institution, 'nonce', nonce_hash, nonce_expires_at) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'nonce_used'; END IF;
  IF dpop_hash IS NOT NULL THEN
    INSERT INTO used_values VALUES (institution, 'dpop', dpop_hash, dpop_expires_at) ON CONFLICT DO NOTHING;
    -- Another request used it in this very moment: an error, so that the nonce is not used up either.
    IF NOT FOUND THEN RAISE EXCEPTION USING ERRCODE = 'EW001', MESSAGE = 'dpop_replayed'; END IF;
  END IF;
  IF jsonb_array_length(intended) = 0 THEN RETURN 'intended'; END IF;
  INSERT INTO credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index,
      payload_digest, salt_seed, signing_kid, issued_at, expires_at, state)
    SELECT institution, c.id, this_award, this_revision, this_offer, c.holder_key, configuration, c.list_id, c.status_index,
        c.payload_digest, c.salt_seed, c.signing_kid, c.issued_at, c.expires_at, 'intended'
      FROM jsonb_to_recordset(intended) AS c(id uuid, holder_key text, list_id uuid, status_index integer,
        payload_digest text, salt_seed bytea, signing_kid text, issued_at timestamptz, expires_at timestamptz);
  PERFORM journal_append(institution, occurred_at, correlation, (
    SELECT jsonb_agg(jsonb_build_object('actor', actor, 'action', 'credential.intended', 'objectKind', 'credential', 'objectId', c->>'id', 'reason', ''))
      FROM jsonb_array_elements(intended) AS c));
  RETURN 'intended';
END $$;

-- Writes down that credentials were signed. False, and nothing is written, when one of them was revoked: it must not be handed over.
CREATE FUNCTION record_issued(institution uuid, these uuid[], actor text, occurred_at timestamptz, correlation text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  signed uuid[];
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  PERFORM FROM credentials c WHERE c.institution_id = institution AND c.id = ANY (these) AND c.state <> 'revoked' ORDER BY c.id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM credentials c WHERE c.institution_id = institution AND c.id = ANY (these) AND c.state = 'revoked') THEN
    RETURN false;
  END IF;
  WITH changed AS (
    UPDATE credentials c SET state = 'issued', signed_at = occurred_at
      WHERE c.institution_id = institution AND c.id = ANY (these) AND c.state = 'intended' RETURNING c.id
  ) SELECT array_agg(id) INTO signed FROM changed;
  IF signed IS NOT NULL THEN
    PERFORM journal_append(institution, occurred_at, correlation, (
      SELECT jsonb_agg(jsonb_build_object('actor', actor, 'action', 'credential.issued', 'objectKind', 'credential', 'objectId', id, 'reason', ''))
        FROM unnest(signed) AS id));
  END IF;
  RETURN true;
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['find_offer_by_code', 'redeem_offer', 'open_claim', 'intend_credentials', 'record_issued'] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO eduwallet_issuer', f);
  END LOOP;
END $$;
