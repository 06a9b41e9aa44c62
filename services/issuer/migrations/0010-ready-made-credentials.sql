-- A credential that an institution composed itself and had signed (VC-API) comes of no award, offer or key of a wallet. The previous release runs
-- beside this: it reads credentials by award, by offer or by id, writes none of these, and lists them with what is missing left out.

ALTER TABLE credentials
  ALTER COLUMN award_id DROP NOT NULL,
  ALTER COLUMN award_revision DROP NOT NULL,
  ALTER COLUMN offer_id DROP NOT NULL,
  ALTER COLUMN holder_key DROP NOT NULL,
  -- SHA-256 of the name by which the institution means the credential
  ADD COLUMN reference_hash bytea,
  -- For which purposes it says where its status is; only of credentials without an award.
  ADD COLUMN status_purposes text[],
  -- Not looked through: every row that is there has an award.
  ADD CONSTRAINT credentials_of_an_award_or_ready_made CHECK (
    (num_nulls(award_id, award_revision, offer_id, holder_key) = 0 AND num_nonnulls(reference_hash, status_purposes) = 0)
    OR (num_nonnulls(award_id, award_revision, offer_id, holder_key) = 0 AND status_purposes IS NOT NULL)
  ) NOT VALID;
CREATE UNIQUE INDEX credentials_by_reference ON credentials (institution_id, reference_hash) WHERE reference_hash IS NOT NULL;
