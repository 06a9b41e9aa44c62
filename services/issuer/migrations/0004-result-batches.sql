-- Batches of results that come in as a stream. The sender names the batch; what came in so far and what became of it are counted here,
-- in the transaction of the rows themselves.
CREATE TABLE result_batches (
  institution_id uuid NOT NULL,
  achievement_id uuid NOT NULL,
  id             uuid NOT NULL,
  state          text NOT NULL CHECK (state IN ('receiving', 'complete')),
  sender         uuid NOT NULL, -- whose rows are taken: the last request for this batch
  row_count      integer NOT NULL DEFAULT 0,
  content_digest bytea NOT NULL, -- SHA-256 chain over the rows so far
  awarded        integer NOT NULL DEFAULT 0,
  unchanged      integer NOT NULL DEFAULT 0,
  corrected      integer NOT NULL DEFAULT 0,
  not_awarded    integer NOT NULL DEFAULT 0,
  rejected       integer NOT NULL DEFAULT 0,
  dropped_numbers integer NOT NULL DEFAULT 0,
  dropped_fields  integer NOT NULL DEFAULT 0,
  started_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  completed_at   timestamptz,
  PRIMARY KEY (institution_id, achievement_id, id),
  FOREIGN KEY (institution_id, achievement_id) REFERENCES achievements,
  CHECK ((state = 'complete') = (completed_at IS NOT NULL))
);

-- The rows that somebody must look at: not awarded, rejected, corrected, or left as it stood for a reason. Of the learner it has no more
-- than the institution's own reference of the result.
CREATE TABLE result_batch_rows (
  institution_id uuid NOT NULL,
  achievement_id uuid NOT NULL,
  batch_id       uuid NOT NULL,
  row_number     integer NOT NULL,
  line           integer NOT NULL,
  reference      text,
  outcome        text NOT NULL CHECK (outcome IN ('unchanged', 'corrected', 'not_awarded', 'rejected')),
  award_id       uuid,
  reasons        jsonb NOT NULL,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, achievement_id, batch_id, row_number),
  FOREIGN KEY (institution_id, achievement_id, batch_id) REFERENCES result_batches
);
CREATE INDEX result_batch_rows_expiry ON result_batch_rows (institution_id, expires_at);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['result_batches', 'result_batch_rows'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_institution ON %I USING (institution_id = nullif(current_setting(''eduwallet.institution'', true), '''')::uuid)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON result_batches TO eduwallet_issuer;
GRANT SELECT, INSERT, DELETE ON result_batch_rows TO eduwallet_issuer;
