-- The Ed25519 key of each institution, beside its P-256 key. A table of its own: a process of the previous release reads every row of
-- signing_keys, could not open such a key, and would not know which of the two its credentials are signed with. One for each
-- institution, so that of two processes that make one at the same moment the first one's stands.
CREATE TABLE ed25519_keys (
  institution_id     uuid PRIMARY KEY REFERENCES institutions,
  kid                text NOT NULL,
  public_jwk         jsonb NOT NULL,
  sealed_private_key text NOT NULL,
  created_at         timestamptz NOT NULL
);

ALTER TABLE ed25519_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE ed25519_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_institution ON ed25519_keys USING (institution_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);
GRANT SELECT, INSERT ON ed25519_keys TO eduwallet_issuer;
