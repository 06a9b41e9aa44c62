-- What a wallet does: redeem a code, read what a token opens, write down what will be signed, write down that it was. A
-- statement by itself is a transaction by itself, so each takes one round trip. Each function enters the institution first
-- (row-level security then sees its rows), locks, looks again, and either does all of it or says why it did nothing.
-- The journal of an institution is a chain, so whoever writes in it waits for the commit of who wrote before, and a claim writes
-- three times. So the writing steps that wait at the same moment are taken in one statement (take_claim_steps): each for itself
-- and in its turn, their journal rows together at the end, one commit for all.
-- Plans are kept for as long as a connection lives, also those made while the tables were empty, when every index that begins
-- with the institution looks equally good; the orderings below leave only one that is.
-- Locks are always taken in this order: award, offer or access token, credentials, used values, journal.

-- The offer behind a pre-authorized code, in whatever state it is.
CREATE FUNCTION find_offer_by_code(institution uuid, this_code_hash bytea) RETURNS TABLE (offer_id uuid, award_id uuid) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  RETURN QUERY SELECT o.id, o.award_id FROM offers o WHERE o.institution_id = institution AND o.code_hash = this_code_hash;
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

-- A journal entry by the act of a step.
CREATE FUNCTION note_of(step jsonb, action text, object_kind text, object_id text, reason text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('at', step->'at', 'correlation', step->'correlation', 'actor', step->'actor',
    'action', action, 'objectKind', object_kind, 'objectId', object_id, 'reason', reason)
$$;

-- {offer, award, transactionCodeHash?, maxTries, dpopHash?, dpopExpiresAt?, tokenHash, tokenExpiresAt, tokenKey?, tokenClient?}
-- Redeems an offer, or says: not_open, expired, award_withdrawn, award_changed, dpop_replayed, code_missing,
-- code_unexpected (nothing has changed), code_wrong, locked (one more try is on record).
-- Hashes of transaction codes are HMACs under a key that only the service has: how long their comparison takes tells nothing.
CREATE FUNCTION redeem_step(institution uuid, step jsonb, OUT outcome text, OUT notes jsonb) LANGUAGE plpgsql AS $$
DECLARE
  this_offer uuid := step->>'offer';
  given_code_hash bytea := step->>'transactionCodeHash';
  dpop_hash bytea := step->>'dpopHash';
  occurred_at timestamptz := step->>'at';
  offer offers%ROWTYPE;
  award awards%ROWTYPE;
BEGIN
  SELECT * INTO award FROM awards a WHERE a.institution_id = institution AND a.id = (step->>'award')::uuid FOR SHARE;
  SELECT * INTO offer FROM offers o WHERE o.institution_id = institution AND o.id = this_offer AND o.award_id = award.id FOR UPDATE;
  IF dpop_hash IS NOT NULL AND EXISTS (
    SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'dpop' AND u.value_hash = dpop_hash
  ) THEN outcome := 'dpop_replayed'; RETURN; END IF;
  outcome := CASE
    WHEN offer.state IS DISTINCT FROM 'open' THEN 'not_open'
    WHEN offer.expires_at <= occurred_at THEN 'expired'
    WHEN award.state <> 'awarded' THEN 'award_withdrawn'
    WHEN award.corrected_at > offer.created_at THEN 'award_changed'
    WHEN offer.transaction_code_hash IS NULL AND given_code_hash IS NOT NULL THEN 'code_unexpected'
    WHEN offer.transaction_code_hash IS NOT NULL AND given_code_hash IS NULL THEN 'code_missing'
  END;
  IF outcome IS NOT NULL THEN RETURN; END IF;

  IF dpop_hash IS NOT NULL THEN
    INSERT INTO used_values VALUES (institution, 'dpop', dpop_hash, (step->>'dpopExpiresAt')::timestamptz) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN outcome := 'dpop_replayed'; RETURN; END IF;
  END IF;
  IF offer.transaction_code_hash IS DISTINCT FROM given_code_hash THEN
    UPDATE offers o SET transaction_code_tries = o.transaction_code_tries + 1,
        state = CASE WHEN o.transaction_code_tries + 1 >= (step->>'maxTries')::integer THEN 'locked' ELSE o.state END
      WHERE o.institution_id = institution AND o.id = this_offer RETURNING * INTO offer;
    IF offer.state <> 'locked' THEN outcome := 'code_wrong'; RETURN; END IF;
    outcome := 'locked';
    notes := jsonb_build_array(note_of(step, 'offer.locked', 'offer', this_offer::text, 'too many wrong transaction codes'));
    RETURN;
  END IF;
  UPDATE offers o SET state = 'redeemed', redeemed_at = occurred_at WHERE o.institution_id = institution AND o.id = this_offer;
  INSERT INTO access_tokens (institution_id, token_hash, offer_id, key_thumbprint, client_id, expires_at)
    VALUES (institution, (step->>'tokenHash')::bytea, this_offer, step->>'tokenKey', step->>'tokenClient', (step->>'tokenExpiresAt')::timestamptz);
  outcome := 'redeemed';
  notes := jsonb_build_array(note_of(step, 'offer.redeemed', 'offer', this_offer::text, ''));
END $$;

-- {tokenHash, offer, award, revision, configuration, nonceHash, nonceExpiresAt, dpopHash?, dpopExpiresAt?, credentials, limit}
-- Writes down what will be signed, or says: token_gone, award_changed, limit_reached, nonce_used, dpop_replayed, and then
-- nothing has changed. A unique violation of credentials means that an index or a key of this offer was taken meanwhile.
CREATE FUNCTION intend_step(institution uuid, step jsonb, OUT outcome text, OUT notes jsonb) LANGUAGE plpgsql AS $$
DECLARE
  this_offer uuid := step->>'offer';
  this_award uuid := step->>'award';
  this_revision integer := step->>'revision';
  dpop_hash bytea := step->>'dpopHash';
  intended jsonb := step->'credentials';
BEGIN
  PERFORM FROM awards a WHERE a.institution_id = institution AND a.id = this_award AND a.state = 'awarded' AND a.revision = this_revision FOR SHARE;
  IF NOT FOUND THEN outcome := 'award_changed'; RETURN; END IF;
  PERFORM FROM access_tokens t WHERE t.institution_id = institution AND t.token_hash = (step->>'tokenHash')::bytea
    AND t.offer_id = this_offer AND t.expires_at > (step->>'at')::timestamptz FOR UPDATE;
  IF NOT FOUND THEN outcome := 'token_gone'; RETURN; END IF;
  IF jsonb_array_length(intended) > 0 AND jsonb_array_length(intended) + (
    SELECT count(*) FROM (
      SELECT FROM credentials c WHERE c.institution_id = institution AND c.offer_id = this_offer ORDER BY c.configuration_id, c.holder_key
    ) AS known
  ) > (step->>'limit')::integer THEN outcome := 'limit_reached'; RETURN; END IF;
  IF dpop_hash IS NOT NULL AND EXISTS (
    SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'dpop' AND u.value_hash = dpop_hash
  ) THEN outcome := 'dpop_replayed'; RETURN; END IF;
  INSERT INTO used_values VALUES (institution, 'nonce', (step->>'nonceHash')::bytea, (step->>'nonceExpiresAt')::timestamptz) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN outcome := 'nonce_used'; RETURN; END IF;
  IF dpop_hash IS NOT NULL THEN
    INSERT INTO used_values VALUES (institution, 'dpop', dpop_hash, (step->>'dpopExpiresAt')::timestamptz) ON CONFLICT DO NOTHING;
    -- Another request used it in this very moment: an error, so that the nonce is not used up either.
    IF NOT FOUND THEN RAISE EXCEPTION USING ERRCODE = 'EW001', MESSAGE = 'dpop_replayed'; END IF;
  END IF;
  outcome := 'intended';
  IF jsonb_array_length(intended) = 0 THEN RETURN; END IF;
  INSERT INTO credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index,
      payload_digest, salt_seed, signing_kid, issued_at, expires_at, state)
    SELECT institution, c.id, this_award, this_revision, this_offer, c.holder_key, step->>'configuration', c.list_id, c.status_index,
        c.payload_digest, c.salt_seed, c.signing_kid, c.issued_at, c.expires_at, 'intended'
      FROM jsonb_to_recordset(intended) AS c(id uuid, holder_key text, list_id uuid, status_index integer,
        payload_digest text, salt_seed bytea, signing_kid text, issued_at timestamptz, expires_at timestamptz);
  SELECT jsonb_agg(note_of(step, 'credential.intended', 'credential', c->>'id', '')) INTO notes FROM jsonb_array_elements(intended) AS c;
END $$;

-- {credentials: [id]}
-- Writes down that credentials were signed; `revoked`, and nothing is written, when one of them was revoked: it must not be handed over.
CREATE FUNCTION issued_step(institution uuid, step jsonb, OUT outcome text, OUT notes jsonb) LANGUAGE plpgsql AS $$
DECLARE
  these uuid[] := ARRAY(SELECT jsonb_array_elements_text(step->'credentials')::uuid);
BEGIN
  PERFORM FROM credentials c WHERE c.institution_id = institution AND c.id = ANY (these) AND c.state <> 'revoked' ORDER BY c.id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM credentials c WHERE c.institution_id = institution AND c.id = ANY (these) AND c.state = 'revoked') THEN
    outcome := 'revoked';
    RETURN;
  END IF;
  WITH changed AS (
    UPDATE credentials c SET state = 'issued', signed_at = (step->>'at')::timestamptz
      WHERE c.institution_id = institution AND c.id = ANY (these) AND c.state = 'intended' RETURNING c.id
  ) SELECT jsonb_agg(note_of(step, 'credential.issued', 'credential', id::text, '')) INTO notes FROM changed;
  outcome := 'issued';
END $$;

-- Takes steps [{do, actor, at, correlation, …}] in their order and gives the outcome of each. A step that lost a race (`raced`:
-- an index or a key was taken meanwhile) is undone by itself; any other error undoes all of them.
CREATE FUNCTION take_claim_steps(institution uuid, steps jsonb) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  step jsonb;
  outcome text;
  noted jsonb;
  outcomes text[] := '{}';
  notes jsonb := '[]';
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  FOR step IN SELECT * FROM jsonb_array_elements(steps) LOOP
    IF step->>'do' = 'intend' THEN
      BEGIN
        SELECT s.outcome, s.notes INTO outcome, noted FROM intend_step(institution, step) AS s;
      EXCEPTION
        WHEN unique_violation THEN outcome := 'raced'; noted := NULL;
        WHEN SQLSTATE 'EW001' THEN outcome := 'dpop_replayed'; noted := NULL;
      END;
    ELSIF step->>'do' = 'redeem' THEN
      SELECT s.outcome, s.notes INTO outcome, noted FROM redeem_step(institution, step) AS s;
    ELSE
      SELECT s.outcome, s.notes INTO outcome, noted FROM issued_step(institution, step) AS s;
    END IF;
    outcomes := outcomes || outcome;
    notes := notes || coalesce(noted, '[]');
  END LOOP;
  IF notes <> '[]' THEN PERFORM journal_append_acts(institution, notes); END IF;
  RETURN outcomes;
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['find_offer_by_code', 'open_claim', 'note_of', 'redeem_step', 'intend_step', 'issued_step', 'take_claim_steps'] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO eduwallet_issuer', f);
  END LOOP;
END $$;
