-- The journal of an institution is a chain, so whoever writes in it waits for the commit of who wrote before. A claim writes
-- three times: many wallets at once would stand in line for three flushes each. So the steps that wait at the same moment are
-- taken in one statement: each for itself and in its turn, their journal rows together at the end, one commit for all.
-- Rules and outcomes are those of 0002; its functions redeem_offer, intend_credentials and record_issued end here.

-- As journal_append, for entries of several acts: each entry has its own `at` and `correlation`.
CREATE FUNCTION journal_append_acts(institution uuid, entries jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = issuer, pg_temp AS $$
DECLARE
  head journal_heads%ROWTYPE;
  entry jsonb;
  occurred_at timestamptz;
  row_hash bytea;
BEGIN
  IF institution IS DISTINCT FROM nullif(current_setting('eduwallet.institution', true), '')::uuid THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a journal is written inside its own institution';
  END IF;
  SELECT * INTO head FROM journal_heads h WHERE h.institution_id = institution FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO journal_heads VALUES (institution, 0, '\x'::bytea) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM journal_heads h WHERE h.institution_id = institution FOR UPDATE;
  END IF;
  FOR entry IN SELECT * FROM jsonb_array_elements(entries) LOOP
    occurred_at := entry->>'at';
    row_hash := sha256(head.hash || journal_bytes(institution::text, (head.seq + 1)::text,
      (extract(epoch FROM occurred_at) * 1000000)::bigint::text, entry->>'actor', entry->>'action',
      entry->>'objectKind', entry->>'objectId', entry->>'reason', entry->>'correlation'));
    INSERT INTO journal VALUES (institution, head.seq + 1, occurred_at, entry->>'actor', entry->>'action',
      entry->>'objectKind', entry->>'objectId', entry->>'reason', entry->>'correlation', head.hash, row_hash);
    head.seq := head.seq + 1;
    head.hash := row_hash;
  END LOOP;
  UPDATE journal_heads h SET seq = head.seq, hash = head.hash WHERE h.institution_id = institution;
  RETURN head.seq;
END $$;

CREATE OR REPLACE FUNCTION journal_append(institution uuid, occurred_at timestamptz, correlation text, entries jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = issuer, pg_temp AS $$
  SELECT journal_append_acts(institution, (
    SELECT coalesce(jsonb_agg(entry || jsonb_build_object('at', occurred_at, 'correlation', correlation) ORDER BY n), '[]')
      FROM jsonb_array_elements(entries) WITH ORDINALITY AS given(entry, n)))
$$;

-- A journal entry by the act of a step.
CREATE FUNCTION note_of(step jsonb, action text, object_kind text, object_id text, reason text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('at', step->'at', 'correlation', step->'correlation', 'actor', step->'actor',
    'action', action, 'objectKind', object_kind, 'objectId', object_id, 'reason', reason)
$$;

-- {offer, award, transactionCodeHash?, maxTries, dpopHash?, dpopExpiresAt?, tokenHash, tokenExpiresAt, tokenKey?, tokenClient?}
-- Redeems an offer, or says: not_open, expired, award_withdrawn, award_changed, dpop_replayed, code_missing,
-- code_unexpected (nothing has changed), code_wrong, locked (one more try is on record).
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

DROP FUNCTION redeem_offer, intend_credentials, record_issued;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['journal_append_acts', 'note_of', 'redeem_step', 'intend_step', 'issued_step', 'take_claim_steps'] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO eduwallet_issuer', f);
  END LOOP;
END $$;
