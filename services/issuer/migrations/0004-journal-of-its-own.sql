-- As in 0001, and no journal but that of the institution the transaction is in. The function runs as its owner; where that is a
-- superuser (the embedded database, a server set up for trying out), row-level security does not hold inside it.
CREATE OR REPLACE FUNCTION journal_append(institution uuid, occurred_at timestamptz, correlation text, entries jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = issuer, pg_temp AS $$
DECLARE
  head journal_heads%ROWTYPE;
  entry jsonb;
  row_hash bytea;
BEGIN
  IF institution IS DISTINCT FROM nullif(current_setting('eduwallet.institution', true), '')::uuid THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a journal is written inside its own institution';
  END IF;
  INSERT INTO journal_heads VALUES (institution, 0, '\x'::bytea) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM journal_heads h WHERE h.institution_id = institution FOR UPDATE;
  FOR entry IN SELECT * FROM jsonb_array_elements(entries) LOOP
    row_hash := sha256(head.hash || journal_bytes(institution::text, (head.seq + 1)::text,
      (extract(epoch FROM occurred_at) * 1000000)::bigint::text, entry->>'actor', entry->>'action',
      entry->>'objectKind', entry->>'objectId', entry->>'reason', correlation));
    INSERT INTO journal VALUES (institution, head.seq + 1, occurred_at, entry->>'actor', entry->>'action',
      entry->>'objectKind', entry->>'objectId', entry->>'reason', correlation, head.hash, row_hash);
    head.seq := head.seq + 1;
    head.hash := row_hash;
  END LOOP;
  UPDATE journal_heads h SET seq = head.seq, hash = head.hash WHERE h.institution_id = institution;
  RETURN head.seq;
END $$;
