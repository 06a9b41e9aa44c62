-- Answers to requests that came with an Idempotency-Key, kept for who asks again. Sealed: some hold a secret that is shown once.
-- A row of the operator's own (no institution yet) carries the nil UUID, so there is no reference to institutions.
CREATE TABLE kept_answers (
  institution_id uuid NOT NULL,
  name_hash      bytea NOT NULL, -- SHA-256 of who asked and under which key
  sealed_answer  text NOT NULL,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, name_hash)
);
CREATE INDEX kept_answers_expiry ON kept_answers (institution_id, expires_at);

ALTER TABLE kept_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_institution ON kept_answers USING (institution_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_answers TO eduwallet_issuer;
