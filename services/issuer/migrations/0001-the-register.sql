-- The book of record of the issuer. Every row of an institution carries its institution; row-level security refuses a
-- statement that does not name it. Runs as the owner; the service itself works as role eduwallet_issuer.

CREATE TABLE institutions (
  id          uuid PRIMARY KEY,
  slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name_nl     text NOT NULL,
  name_en     text NOT NULL,
  country     text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  identifiers jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL
);

-- Keys of the service itself (the sandbox certificate authority). Sealed under the key-encryption key.
CREATE TABLE service_keys (
  purpose            text PRIMARY KEY,
  sealed_private_key text NOT NULL,
  certificate_pem    text NOT NULL,
  created_at         timestamptz NOT NULL
);

CREATE TABLE signing_keys (
  institution_id     uuid NOT NULL REFERENCES institutions,
  kid                text NOT NULL,
  public_jwk         jsonb NOT NULL,
  sealed_private_key text NOT NULL,
  certificate_pem    text NOT NULL,
  created_at         timestamptz NOT NULL,
  PRIMARY KEY (institution_id, kid)
);

CREATE TABLE api_clients (
  institution_id uuid NOT NULL REFERENCES institutions,
  client_id      text NOT NULL,
  name           text NOT NULL,
  secret_hash    bytea NOT NULL,
  scopes         text[] NOT NULL,
  created_at     timestamptz NOT NULL,
  disabled_at    timestamptz,
  PRIMARY KEY (institution_id, client_id)
);

CREATE TABLE api_tokens (
  institution_id uuid NOT NULL,
  token_hash     bytea NOT NULL,
  client_id      text NOT NULL,
  scopes         text[] NOT NULL,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, token_hash),
  FOREIGN KEY (institution_id, client_id) REFERENCES api_clients
);
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);

CREATE TABLE achievements (
  institution_id uuid NOT NULL REFERENCES institutions,
  id             uuid NOT NULL,
  state          text NOT NULL CHECK (state IN ('draft', 'published')),
  content        jsonb NOT NULL,
  created_at     timestamptz NOT NULL,
  published_at   timestamptz,
  PRIMARY KEY (institution_id, id)
);

-- Which OOAPI offering (of the institution's own administration) leads to which achievement.
CREATE TABLE achievement_offerings (
  institution_id uuid NOT NULL,
  offering_id    text NOT NULL,
  achievement_id uuid NOT NULL,
  PRIMARY KEY (institution_id, offering_id),
  FOREIGN KEY (institution_id, achievement_id) REFERENCES achievements
);

-- What an OOAPI association said, reduced to what an award needs.
CREATE TABLE associations (
  institution_id    uuid NOT NULL REFERENCES institutions,
  association_id    text NOT NULL,
  offering_id       text NOT NULL,
  learner_reference text NOT NULL,
  given_name        text NOT NULL,
  family_name       text NOT NULL,
  last_result       jsonb,
  updated_at        timestamptz NOT NULL,
  PRIMARY KEY (institution_id, association_id)
);

CREATE TABLE awards (
  institution_id    uuid NOT NULL REFERENCES institutions,
  id                uuid NOT NULL,
  achievement_id    uuid NOT NULL,
  source            text NOT NULL CHECK (source IN ('ooapi', 'batch')),
  source_reference  text NOT NULL,
  learner_reference text NOT NULL,
  given_name        text NOT NULL,
  family_name       text NOT NULL,
  awarded_on        date NOT NULL,
  grade             text,
  state             text NOT NULL CHECK (state IN ('awarded', 'withdrawn')),
  revision          integer NOT NULL DEFAULT 1,
  created_at        timestamptz NOT NULL,
  corrected_at      timestamptz,
  PRIMARY KEY (institution_id, id),
  UNIQUE (institution_id, achievement_id, source, source_reference),
  FOREIGN KEY (institution_id, achievement_id) REFERENCES achievements
);
CREATE INDEX awards_in_order ON awards (institution_id, created_at, id);
-- Which award an association led to is asked with every message about it, whatever achievement its offering leads to now.
CREATE INDEX awards_by_source ON awards (institution_id, source, source_reference);

-- What an award said before each correction.
CREATE TABLE award_revisions (
  institution_id uuid NOT NULL,
  award_id       uuid NOT NULL,
  revision       integer NOT NULL,
  awarded_on     date NOT NULL,
  grade          text,
  state          text NOT NULL,
  replaced_at    timestamptz NOT NULL,
  PRIMARY KEY (institution_id, award_id, revision),
  FOREIGN KEY (institution_id, award_id) REFERENCES awards
);

CREATE TABLE offers (
  institution_id          uuid NOT NULL,
  id                      uuid NOT NULL,
  award_id                uuid NOT NULL,
  secret_hash             bytea NOT NULL,
  code_hash               bytea NOT NULL,
  transaction_code_hash   bytea,
  transaction_code_tries  integer NOT NULL DEFAULT 0,
  state                   text NOT NULL CHECK (state IN ('open', 'redeemed', 'withdrawn', 'locked')),
  created_at              timestamptz NOT NULL,
  expires_at              timestamptz NOT NULL,
  redeemed_at             timestamptz,
  PRIMARY KEY (institution_id, id),
  UNIQUE (institution_id, secret_hash),
  UNIQUE (institution_id, code_hash),
  FOREIGN KEY (institution_id, award_id) REFERENCES awards
);
CREATE UNIQUE INDEX offers_one_open_per_award ON offers (institution_id, award_id) WHERE state = 'open';
CREATE INDEX offers_by_award ON offers (institution_id, award_id);

CREATE TABLE access_tokens (
  institution_id uuid NOT NULL,
  token_hash     bytea NOT NULL,
  offer_id       uuid NOT NULL,
  key_thumbprint text,
  client_id      text, -- what an unauthenticated wallet called itself, if it did: the `iss` of its key proofs has to say the same
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, token_hash),
  FOREIGN KEY (institution_id, offer_id) REFERENCES offers
);
CREATE INDEX access_tokens_expiry ON access_tokens (expires_at);

-- One-time values that were used: key proof nonces and DPoP proof ids, until they would be too old anyway.
CREATE TABLE used_values (
  institution_id uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('nonce', 'dpop')),
  value_hash     bytea NOT NULL,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, kind, value_hash)
);
CREATE INDEX used_values_expiry ON used_values (expires_at);

CREATE TABLE status_lists (
  institution_id uuid NOT NULL REFERENCES institutions,
  id             uuid NOT NULL,
  size           integer NOT NULL,
  signing_kid    text NOT NULL,
  state          text NOT NULL CHECK (state IN ('open', 'closed')),
  version        bigint NOT NULL DEFAULT 0, -- moves with every change of a bit
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, id),
  FOREIGN KEY (institution_id, signing_kid) REFERENCES signing_keys (institution_id, kid)
);

-- The last published form of each list; sequence and version only move forward.
CREATE TABLE status_list_publications (
  institution_id uuid NOT NULL,
  list_id        uuid NOT NULL,
  sequence       bigint NOT NULL,
  version        bigint NOT NULL,
  token          text NOT NULL,
  issued_at      timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, list_id),
  FOREIGN KEY (institution_id, list_id) REFERENCES status_lists
);

-- Every credential: the intent is written before the key is touched ('intended'), then 'issued'. Its content is not kept.
CREATE TABLE credentials (
  institution_id    uuid NOT NULL,
  id                uuid NOT NULL,
  award_id          uuid NOT NULL,
  award_revision    integer NOT NULL,
  offer_id          uuid NOT NULL,
  holder_key        text NOT NULL, -- RFC 7638 thumbprint
  configuration_id  text NOT NULL,
  list_id           uuid NOT NULL,
  status_index      integer NOT NULL CHECK (status_index >= 0),
  payload_digest    text NOT NULL,
  salt_seed         bytea NOT NULL,
  signing_kid       text NOT NULL,
  issued_at         timestamptz NOT NULL, -- the iat of the credential
  expires_at        timestamptz,
  state             text NOT NULL CHECK (state IN ('intended', 'issued', 'revoked')),
  signed_at         timestamptz,
  revoked_at        timestamptz,
  revocation_reason text,
  PRIMARY KEY (institution_id, id),
  UNIQUE (institution_id, offer_id, configuration_id, holder_key),
  UNIQUE (institution_id, list_id, status_index),
  FOREIGN KEY (institution_id, award_id) REFERENCES awards,
  FOREIGN KEY (institution_id, offer_id) REFERENCES offers,
  FOREIGN KEY (institution_id, list_id) REFERENCES status_lists,
  CHECK ((state = 'revoked') = (revoked_at IS NOT NULL AND revocation_reason IS NOT NULL))
) WITH (fillfactor = 80); -- each row is written again a moment later, when it was signed: into the same page
CREATE INDEX credentials_by_award ON credentials (institution_id, award_id);
-- Not by state: a column that an index looks at makes every change of it a new entry in all indexes of the table.
CREATE INDEX credentials_revoked ON credentials (institution_id, list_id) WHERE revoked_at IS NOT NULL;

-- A revocation is final, also for whoever speaks to the database as the service does: a revoked row never changes again. (Its owner
-- can take this away; the check command compares the record with the journal.)
CREATE FUNCTION refuse_change_of_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a revoked credential does not change';
END $$;
CREATE TRIGGER revoked_is_final BEFORE UPDATE ON credentials FOR EACH ROW WHEN (OLD.state = 'revoked') EXECUTE FUNCTION refuse_change_of_revoked();

CREATE TABLE notifications (
  institution_id uuid NOT NULL,
  offer_id       uuid NOT NULL,
  event          text NOT NULL,
  received_at    timestamptz NOT NULL,
  PRIMARY KEY (institution_id, offer_id, event),
  FOREIGN KEY (institution_id, offer_id) REFERENCES offers
);

-- The journal: append-only, a hash chain per institution. The service can read it and call journal_append, nothing else.
CREATE TABLE journal (
  institution_id uuid NOT NULL REFERENCES institutions,
  seq            bigint NOT NULL,
  at             timestamptz NOT NULL,
  actor          text NOT NULL,
  action         text NOT NULL,
  object_kind    text NOT NULL,
  object_id      text NOT NULL,
  reason         text NOT NULL,
  correlation_id text NOT NULL,
  previous_hash  bytea NOT NULL,
  hash           bytea NOT NULL,
  PRIMARY KEY (institution_id, seq)
);
CREATE TABLE journal_heads (
  institution_id uuid PRIMARY KEY REFERENCES institutions,
  seq            bigint NOT NULL,
  hash           bytea NOT NULL
);

-- Appends entries [{at, correlation, actor, action, objectKind, objectId, reason}] in order, to the journal of the institution the
-- transaction is in and no other: the functions run as their owner, and where that is a superuser (the embedded database, a
-- server set up for trying out) row-level security does not hold inside them. Call it last in a transaction: it holds the
-- institution's chain head until the transaction ends. SECURITY DEFINER: the service role itself cannot write the tables.
-- A row is hashed over each field as <octets>:<text>, so that no two rows can read the same.
CREATE FUNCTION journal_append_acts(institution uuid, entries jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = issuer, pg_temp AS $$
DECLARE
  head journal_heads%ROWTYPE;
  entry jsonb;
  fields text[];
  field text;
  row_text text;
  hashes bytea[];
BEGIN
  IF institution IS DISTINCT FROM nullif(current_setting('eduwallet.institution', true), '')::uuid THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a journal is written inside its own institution';
  END IF;
  SELECT * INTO head FROM journal_heads h WHERE h.institution_id = institution FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO journal_heads VALUES (institution, 0, '\x'::bytea) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM journal_heads h WHERE h.institution_id = institution FOR UPDATE;
  END IF;
  hashes := ARRAY[head.hash];
  FOR number IN 0 .. jsonb_array_length(entries) - 1 LOOP
    entry := entries->number;
    fields := ARRAY[institution::text, (head.seq + 1 + number)::text, (extract(epoch FROM (entry->>'at')::timestamptz) * 1000000)::bigint::text,
      entry->>'actor', entry->>'action', entry->>'objectKind', entry->>'objectId', coalesce(entry->>'reason', ''), entry->>'correlation'];
    row_text := '';
    FOREACH field IN ARRAY fields LOOP
      row_text := row_text || octet_length(field) || ':' || field;
    END LOOP;
    hashes := hashes || sha256(hashes[number + 1] || convert_to(row_text, 'UTF8'));
  END LOOP;
  INSERT INTO journal
    SELECT institution, head.seq + e.number, (e.entry->>'at')::timestamptz, e.entry->>'actor', e.entry->>'action', e.entry->>'objectKind',
        e.entry->>'objectId', coalesce(e.entry->>'reason', ''), e.entry->>'correlation', hashes[e.number], hashes[e.number + 1]
      FROM jsonb_array_elements(entries) WITH ORDINALITY AS e(entry, number);
  head.seq := head.seq + jsonb_array_length(entries);
  UPDATE journal_heads h SET seq = head.seq, hash = hashes[cardinality(hashes)] WHERE h.institution_id = institution;
  RETURN head.seq;
END $$;

-- The same for the entries of one act.
CREATE FUNCTION journal_append(institution uuid, occurred_at timestamptz, correlation text, entries jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = issuer, pg_temp AS $$
  SELECT journal_append_acts(institution, (
    SELECT coalesce(jsonb_agg(entry || jsonb_build_object('at', occurred_at, 'correlation', correlation) ORDER BY n), '[]')
      FROM jsonb_array_elements(entries) WITH ORDINALITY AS given(entry, n)))
$$;

GRANT SELECT, INSERT ON institutions, service_keys TO eduwallet_issuer;
GRANT SELECT ON journal, journal_heads TO eduwallet_issuer;
REVOKE EXECUTE ON FUNCTION journal_append, journal_append_acts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_append, journal_append_acts TO eduwallet_issuer;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['signing_keys', 'api_clients', 'api_tokens', 'achievements', 'achievement_offerings', 'associations',
    'awards', 'award_revisions', 'offers', 'access_tokens', 'used_values', 'status_lists', 'status_list_publications',
    'credentials', 'notifications', 'journal', 'journal_heads'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_institution ON %I USING (institution_id = nullif(current_setting(''eduwallet.institution'', true), '''')::uuid)', t);
    IF t NOT IN ('journal', 'journal_heads') THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO eduwallet_issuer', t);
    END IF;
  END LOOP;
END $$;
REVOKE DELETE ON awards, award_revisions, offers, credentials, signing_keys, status_lists FROM eduwallet_issuer;
REVOKE UPDATE ON award_revisions, signing_keys FROM eduwallet_issuer;
GRANT UPDATE (certificate_pem) ON signing_keys TO eduwallet_issuer;
