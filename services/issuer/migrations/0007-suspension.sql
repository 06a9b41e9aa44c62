-- A credential can be suspended and restored; a revocation stays for good. The previous release runs beside this: it writes neither of the
-- new columns, so to it a suspended credential is one that was not revoked, and it may revoke it.

-- Not looked through: every row has neither. `suspended_at` stays when a suspended credential is revoked; revoked is what counts.
ALTER TABLE credentials
  ADD COLUMN suspended_at timestamptz,
  ADD COLUMN suspension_reason text,
  ADD CONSTRAINT credentials_suspension_has_reason CHECK ((suspended_at IS NULL) = (suspension_reason IS NULL)) NOT VALID;
CREATE INDEX credentials_suspended ON credentials (institution_id, list_id) WHERE suspended_at IS NOT NULL;

-- The sequence of the last publication that says what is suspended. A publication of the previous release does not move it, so that one that
-- says only what is revoked is seen as one that has to be made again.
ALTER TABLE status_list_publications ADD COLUMN suspension_sequence bigint NOT NULL DEFAULT 0;
