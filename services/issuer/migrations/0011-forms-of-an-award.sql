-- One award, in whichever forms the wallet can hold: an offer says in which (credential configurations, OpenID4VCI 1.0 #credential-offer-parameters),
-- and there is one credential for each key and form. And a credential may be bound to no key and come of no offer: a file that the institution hands
-- over itself. It is on record like the others, with a place in the same status lists.
--
-- The functions of 0002, with that in them. A process of the previous release calls them too: it asks for the one form it knows, reads what it
-- read before, and is refused by intend_step where that form was not offered.

ALTER TABLE offers ADD COLUMN configurations text[] NOT NULL DEFAULT '{microcredential_dc_sd_jwt}';

ALTER TABLE credentials DROP CONSTRAINT credentials_of_an_award_or_ready_made;
-- Claimed with an offer; a file of an award; or composed by the institution itself. Not looked through: every row that is there is the first or the last.
ALTER TABLE credentials ADD CONSTRAINT credentials_claimed_or_file_or_ready_made CHECK (
  (num_nulls(award_id, award_revision, offer_id, holder_key) = 0 AND num_nonnulls(reference_hash, status_purposes) = 0)
  OR (num_nulls(award_id, award_revision) = 0 AND num_nonnulls(offer_id, holder_key, reference_hash, status_purposes) = 0)
  OR (num_nonnulls(award_id, award_revision, offer_id, holder_key) = 0 AND status_purposes IS NOT NULL)
) NOT VALID;
-- One of each form, until it is revoked.
CREATE UNIQUE INDEX credentials_one_unbound ON credentials (institution_id, award_id, configuration_id) WHERE award_id IS NOT NULL AND offer_id IS NULL AND revoked_at IS NULL;

-- As in 0002; `award` says in `offered` in which forms.
CREATE OR REPLACE FUNCTION open_claims(institution uuid, asks jsonb) RETURNS TABLE (
  asked integer, offer_id uuid, key_thumbprint text, client_id text, token_expires_at timestamptz, offer_created_at timestamptz,
  award jsonb, achievement jsonb, credentials jsonb, list_id uuid, list_size integer, free_indexes integer[]
) LANGUAGE plpgsql AS $$
DECLARE
  ask jsonb;
  index integer;
  next_taken integer;
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  SELECT s.id, s.size INTO list_id, list_size
    FROM status_lists s WHERE s.institution_id = institution AND s.state = 'open' ORDER BY s.created_at DESC, s.id LIMIT 1;
  FOR number IN 0 .. jsonb_array_length(asks) - 1 LOOP
    asked := number;
    ask := asks->number;
    SELECT t.offer_id, t.key_thumbprint, t.client_id, t.expires_at, o.created_at, to_jsonb(a) - 'institution_id' || jsonb_build_object('offered', o.configurations), ach.content, (
        SELECT coalesce(jsonb_agg(to_jsonb(c) - 'institution_id'), '[]') FROM (
          SELECT * FROM credentials known WHERE known.institution_id = institution AND known.offer_id = t.offer_id
            ORDER BY known.configuration_id, known.holder_key
        ) AS c
      )
      INTO offer_id, key_thumbprint, client_id, token_expires_at, offer_created_at, award, achievement, credentials
      FROM access_tokens t
      JOIN offers o ON o.institution_id = institution AND o.id = t.offer_id
      JOIN awards a ON a.institution_id = institution AND a.id = o.award_id
      JOIN achievements ach ON ach.institution_id = institution AND ach.id = a.achievement_id AND ach.state = 'published'
      WHERE t.institution_id = institution AND t.token_hash = (ask->>'tokenHash')::bytea;
    CONTINUE WHEN NOT FOUND;
    free_indexes := '{}';
    FOR draw IN 0 .. jsonb_array_length(ask->'candidates') - 1 LOOP
      EXIT WHEN cardinality(free_indexes) >= (ask->>'wanted')::integer;
      index := (ask->'candidates'->>draw)::bigint % list_size;
      CONTINUE WHEN index = ANY (free_indexes);
      SELECT c.status_index INTO next_taken FROM credentials c
        WHERE c.institution_id = institution AND c.list_id = open_claims.list_id AND c.status_index >= index ORDER BY c.status_index LIMIT 1;
      IF next_taken IS DISTINCT FROM index THEN free_indexes := free_indexes || index; END IF;
    END LOOP;
    RETURN NEXT;
  END LOOP;
END $$;

-- {codeHash, transactionCodeHash?, configurations?, maxTries, dpopHash?, dpopExpiresAt?, tokenHash, tokenExpiresAt, tokenKey?, tokenClient?}
-- As in 0002; of `configurations` each must have been offered, or `not_offered`: said only to who has the code, and nothing has changed.
DROP FUNCTION redeem_step;
CREATE FUNCTION redeem_step(institution uuid, step jsonb, OUT outcome text, OUT award_id uuid, OUT configurations text[], OUT note jsonb) LANGUAGE plpgsql AS $$
DECLARE
  this_code_hash bytea := step->>'codeHash';
  given_code_hash bytea := step->>'transactionCodeHash';
  dpop_hash bytea := step->>'dpopHash';
  asked text[] := ARRAY(SELECT jsonb_array_elements_text(step->'configurations'));
  occurred_at timestamptz := step->>'at';
  offer offers%ROWTYPE;
  award awards%ROWTYPE;
BEGIN
  IF dpop_hash IS NOT NULL AND EXISTS (
    SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'dpop' AND u.value_hash = dpop_hash
  ) THEN outcome := 'dpop_replayed'; RETURN; END IF;

  WITH redeemed AS (
    UPDATE offers o SET state = 'redeemed', redeemed_at = occurred_at FROM awards a
      WHERE o.institution_id = institution AND o.code_hash = this_code_hash AND o.state = 'open' AND o.expires_at > occurred_at
        AND o.transaction_code_hash IS NOT DISTINCT FROM given_code_hash AND asked <@ o.configurations
        AND a.institution_id = institution AND a.id = o.award_id AND a.state = 'awarded' AND (a.corrected_at <= o.created_at) IS NOT FALSE
      RETURNING o.id, o.award_id, o.configurations
  ), token AS (
    INSERT INTO access_tokens (institution_id, token_hash, offer_id, key_thumbprint, client_id, expires_at)
      SELECT institution, (step->>'tokenHash')::bytea, redeemed.id, step->>'tokenKey', step->>'tokenClient', (step->>'tokenExpiresAt')::timestamptz FROM redeemed
  ) SELECT redeemed.id, redeemed.award_id, redeemed.configurations INTO offer.id, award_id, configurations FROM redeemed;
  IF FOUND THEN
    outcome := 'redeemed';
    note := jsonb_build_object('action', 'offer.redeemed', 'objectKind', 'offer', 'objectId', offer.id);
    IF dpop_hash IS NOT NULL THEN
      -- Another process used it in this very moment: then the unique index refuses it, and nothing of this step stands.
      INSERT INTO used_values VALUES (institution, 'dpop', dpop_hash, (step->>'dpopExpiresAt')::timestamptz);
    END IF;
    RETURN;
  END IF;

  SELECT * INTO award FROM awards a WHERE a.institution_id = institution
    AND a.id = (SELECT o.award_id FROM offers o WHERE o.institution_id = institution AND o.code_hash = this_code_hash) FOR SHARE;
  SELECT * INTO offer FROM offers o WHERE o.institution_id = institution AND o.code_hash = this_code_hash FOR UPDATE;
  outcome := CASE
    WHEN offer.state IS DISTINCT FROM 'open' THEN 'not_open'
    WHEN offer.expires_at <= occurred_at THEN 'expired'
    WHEN award.state <> 'awarded' THEN 'award_withdrawn'
    WHEN award.corrected_at > offer.created_at THEN 'award_changed'
    WHEN offer.transaction_code_hash IS NULL AND given_code_hash IS NOT NULL THEN 'code_unexpected'
    WHEN offer.transaction_code_hash IS NOT NULL AND given_code_hash IS NULL THEN 'code_missing'
    WHEN offer.transaction_code_hash IS NOT DISTINCT FROM given_code_hash AND NOT asked <@ offer.configurations THEN 'not_offered'
    -- It became right between the two looks.
    WHEN offer.transaction_code_hash IS NOT DISTINCT FROM given_code_hash THEN 'not_open'
  END;
  IF outcome IS NOT NULL THEN RETURN; END IF;
  IF dpop_hash IS NOT NULL THEN
    INSERT INTO used_values VALUES (institution, 'dpop', dpop_hash, (step->>'dpopExpiresAt')::timestamptz);
  END IF;
  UPDATE offers o SET transaction_code_tries = o.transaction_code_tries + 1,
      state = CASE WHEN o.transaction_code_tries + 1 >= (step->>'maxTries')::integer THEN 'locked' ELSE o.state END
    WHERE o.institution_id = institution AND o.id = offer.id RETURNING * INTO offer;
  outcome := CASE offer.state WHEN 'locked' THEN 'locked' ELSE 'code_wrong' END;
  IF outcome = 'locked' THEN
    note := jsonb_build_object('action', 'offer.locked', 'objectKind', 'offer', 'objectId', offer.id, 'reason', 'too many wrong transaction codes');
  END IF;
END $$;

-- As in 0002; `limit` and one credential a key hold for each configuration, and one that was not offered has no room at all.
CREATE OR REPLACE FUNCTION intend_step(institution uuid, step jsonb, OUT outcome text, OUT notes jsonb[]) LANGUAGE plpgsql AS $$
DECLARE
  this_offer uuid := step->>'offer';
  this_award uuid := step->>'award';
  this_revision integer := step->>'revision';
  nonce_hash bytea := step->>'nonceHash';
  dpop_hash bytea := step->>'dpopHash';
  intended jsonb := step->'credentials';
  wanted integer := jsonb_array_length(intended);
  known integer;
  key_taken boolean;
  offered boolean;
  nonce_used boolean;
  dpop_used boolean;
BEGIN
  SELECT o.configurations @> ARRAY[step->>'configuration'] INTO offered FROM awards a
    JOIN offers o ON o.institution_id = institution AND o.id = this_offer
    JOIN access_tokens t ON t.institution_id = institution AND t.token_hash = (step->>'tokenHash')::bytea
      AND t.offer_id = this_offer AND t.expires_at > (step->>'at')::timestamptz
    WHERE a.institution_id = institution AND a.id = this_award AND a.state = 'awarded' AND a.revision = this_revision
    FOR SHARE OF a FOR UPDATE OF t;
  IF NOT FOUND THEN
    outcome := CASE WHEN EXISTS (
      SELECT FROM awards a WHERE a.institution_id = institution AND a.id = this_award AND a.state = 'awarded' AND a.revision = this_revision
    ) THEN 'token_gone' ELSE 'award_changed' END;
    RETURN;
  END IF;
  -- A statement of its own: what others wrote while the locks were waited for is seen.
  SELECT count(*), coalesce(bool_or(intended @> jsonb_build_array(jsonb_build_object('holder_key', c.holder_key))), false),
      EXISTS (SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'nonce' AND u.value_hash = nonce_hash),
      dpop_hash IS NOT NULL AND EXISTS (SELECT FROM used_values u WHERE u.institution_id = institution AND u.kind = 'dpop' AND u.value_hash = dpop_hash)
    INTO known, key_taken, nonce_used, dpop_used
    FROM (SELECT holder_key FROM credentials WHERE institution_id = institution AND offer_id = this_offer AND configuration_id = step->>'configuration'
      ORDER BY configuration_id, holder_key) AS c;
  outcome := CASE
    WHEN NOT offered THEN 'limit_reached'
    WHEN wanted > 0 AND known + wanted > (step->>'limit')::integer THEN 'limit_reached'
    WHEN dpop_used THEN 'dpop_replayed'
    WHEN nonce_used THEN 'nonce_used'
    WHEN key_taken THEN 'raced'
  END;
  IF outcome IS NOT NULL THEN RETURN; END IF;
  WITH used AS (
    INSERT INTO used_values
      SELECT institution, 'nonce', nonce_hash, (step->>'nonceExpiresAt')::timestamptz
      UNION ALL SELECT institution, 'dpop', dpop_hash, (step->>'dpopExpiresAt')::timestamptz WHERE dpop_hash IS NOT NULL
  ) INSERT INTO credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index,
      payload_digest, salt_seed, signing_kid, issued_at, expires_at, state)
    SELECT institution, c.id, this_award, this_revision, this_offer, c.holder_key, step->>'configuration', c.list_id, c.status_index,
        c.payload_digest, c.salt_seed, c.signing_kid, c.issued_at, c.expires_at, 'intended'
      FROM jsonb_to_recordset(intended) AS c(id uuid, holder_key text, list_id uuid, status_index integer,
        payload_digest text, salt_seed bytea, signing_kid text, issued_at timestamptz, expires_at timestamptz);
  outcome := 'intended';
  FOR number IN 0 .. wanted - 1 LOOP
    notes := notes || jsonb_build_object('action', 'credential.intended', 'objectKind', 'credential', 'objectId', intended->number->'id');
  END LOOP;
END $$;

-- As in 0002; gives [{outcome, award?, configurations?}].
CREATE OR REPLACE FUNCTION take_claim_steps(institution uuid, steps jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  step jsonb;
  this_outcome text;
  award uuid;
  configurations text[];
  note jsonb;
  notes jsonb[];
  outcomes jsonb[] := '{}';
  entries jsonb[] := '{}';
BEGIN
  PERFORM set_config('eduwallet.institution', institution::text, true);
  FOR number IN 0 .. jsonb_array_length(steps) - 1 LOOP
    step := steps->number;
    award := NULL;
    configurations := NULL;
    IF step->>'do' = 'redeem' THEN
      SELECT s.outcome, s.award_id, s.configurations, CASE WHEN s.note IS NULL THEN NULL ELSE ARRAY[s.note] END INTO this_outcome, award, configurations, notes FROM redeem_step(institution, step) AS s;
    ELSIF step->>'do' = 'intend' THEN
      SELECT s.outcome, s.notes INTO this_outcome, notes FROM intend_step(institution, step) AS s;
    ELSE
      SELECT s.outcome, s.notes INTO this_outcome, notes FROM issued_step(institution, step) AS s;
    END IF;
    outcomes := outcomes || jsonb_build_object('outcome', this_outcome, 'award', award, 'configurations', configurations);
    IF notes IS NOT NULL THEN
      FOREACH note IN ARRAY notes LOOP
        entries := entries || (note || jsonb_build_object('at', step->'at', 'correlation', step->'correlation', 'actor', step->'actor'));
      END LOOP;
    END IF;
  END LOOP;
  IF cardinality(entries) > 0 THEN PERFORM journal_append_acts(institution, to_jsonb(entries)); END IF;
  RETURN to_jsonb(outcomes);
END $$;

REVOKE EXECUTE ON FUNCTION redeem_step FROM PUBLIC;
GRANT EXECUTE ON FUNCTION redeem_step TO eduwallet_issuer;
