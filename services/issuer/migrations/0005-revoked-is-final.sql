-- A revocation is final, also for whoever speaks to the database as the service does: a revoked row never changes again. (Its owner
-- can take this away; the check command compares the record with the journal.)
CREATE FUNCTION refuse_change_of_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a revoked credential does not change';
END $$;
CREATE TRIGGER revoked_is_final BEFORE UPDATE ON credentials FOR EACH ROW WHEN (OLD.state = 'revoked') EXECUTE FUNCTION refuse_change_of_revoked();
