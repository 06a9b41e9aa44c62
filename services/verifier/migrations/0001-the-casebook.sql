-- The case book of the verifier. Every request belongs to one employer; row-level security refuses a statement that
-- does not name it (the setting is called eduwallet.institution in both services). Runs as the owner; the service
-- itself works as role eduwallet_verifier.

CREATE TABLE employers (
  id          uuid PRIMARY KEY,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  questions   text[] NOT NULL,
  created_at  timestamptz NOT NULL,
  disabled_at timestamptz
);

CREATE TABLE employer_clients (
  client_id   text PRIMARY KEY,
  employer_id uuid NOT NULL REFERENCES employers,
  secret_hash text NOT NULL
);

CREATE TABLE access_tokens (
  token_hash  text PRIMARY KEY,
  employer_id uuid NOT NULL REFERENCES employers,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX access_tokens_expiry ON access_tokens (expires_at);

-- The verifier's own signing key ('request-signing'), sealed under the key-encryption key.
CREATE TABLE signing_keys (
  purpose            text PRIMARY KEY,
  kid                text NOT NULL,
  public_jwk         jsonb NOT NULL,
  sealed_private_key text NOT NULL,
  certificate_pem    text,
  created_at         timestamptz NOT NULL
);

-- The certificate authority of a sandbox. A production database has no row here.
CREATE TABLE sandbox_authority (
  one                boolean PRIMARY KEY DEFAULT true CHECK (one),
  sealed_private_key text NOT NULL,
  certificate_pem    text NOT NULL,
  created_at         timestamptz NOT NULL
);

-- The register of issuers: who may issue which credential types, and where its keys are found. An empty table trusts nobody.
CREATE TABLE trusted_issuers (
  identifier    text PRIMARY KEY CHECK (length(identifier) BETWEEN 1 AND 1024),
  -- {"nl": …, "en": …}
  name          jsonb NOT NULL,
  country       text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  -- an array of vct values
  types         jsonb NOT NULL CHECK (jsonb_typeof(types) = 'array'),
  -- {"method": "did"} or {"method": "x509", "anchors": ["<PEM>", …]}
  keys          jsonb NOT NULL,
  registered_at timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL
);

CREATE TABLE requests (
  employer_id        uuid NOT NULL REFERENCES employers,
  -- What the employer sees; request_id and response_id are the wallet's; of the page's secret only the hash is here.
  id                 uuid NOT NULL,
  request_id         text NOT NULL UNIQUE,
  response_id        text NOT NULL UNIQUE,
  page_hash          text NOT NULL UNIQUE,
  question           jsonb NOT NULL,
  purpose_nl         text NOT NULL,
  purpose_en         text NOT NULL,
  flow               text NOT NULL CHECK (flow IN ('cross_device', 'same_device')),
  client_id_prefix   text NOT NULL,
  client_id          text NOT NULL,
  state              text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'answered', 'declined')),
  created_at         timestamptz NOT NULL,
  expires_at         timestamptz NOT NULL,
  lives_until        timestamptz NOT NULL,
  -- Secrets of the exchange; emptied when the life of the request ends, the key already when it is answered.
  nonce              text NOT NULL,
  wallet_state       text NOT NULL,
  one_time_key       jsonb NOT NULL,
  sealed_one_time_key text,
  session_hash       text,
  response_code_hash text,
  -- The answer. sealed_credentials is the only place where anything of a learner is ever stored.
  answered_at        timestamptz,
  decline_reason     text,
  outcome            jsonb,
  answer_digest      text,
  sealed_credentials text,
  returned_at        timestamptz,
  wiped_at           timestamptz,
  PRIMARY KEY (employer_id, id),
  CHECK ((state = 'waiting') = (answered_at IS NULL)),
  CHECK ((state = 'answered') = (outcome IS NOT NULL AND answer_digest IS NOT NULL)),
  CHECK ((state = 'declined') = (decline_reason IS NOT NULL)),
  CHECK (state = 'waiting' OR sealed_one_time_key IS NULL),
  CHECK (wiped_at IS NULL OR (sealed_credentials IS NULL AND sealed_one_time_key IS NULL))
);

-- When the life of a request ends: what the sweep reads, because it may not look into the requests of all employers at once.
CREATE TABLE request_deadlines (
  employer_id uuid NOT NULL,
  request_id  uuid NOT NULL,
  due_at      timestamptz NOT NULL,
  PRIMARY KEY (employer_id, request_id)
);
CREATE INDEX request_deadlines_due ON request_deadlines (due_at);

ALTER TABLE requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE requests FORCE ROW LEVEL SECURITY;
CREATE POLICY own_employer ON requests USING (employer_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);

GRANT SELECT, INSERT ON employers, employer_clients, signing_keys, sandbox_authority TO eduwallet_verifier;
GRANT UPDATE (disabled_at) ON employers TO eduwallet_verifier;
GRANT UPDATE (certificate_pem) ON signing_keys TO eduwallet_verifier;
GRANT SELECT, INSERT, DELETE ON access_tokens TO eduwallet_verifier;
GRANT SELECT, INSERT, UPDATE, DELETE ON trusted_issuers, request_deadlines TO eduwallet_verifier;
GRANT SELECT, INSERT, UPDATE ON requests TO eduwallet_verifier;
