-- "May also be awarded by": the owner of an achievement shares it with other institutions, which may adopt it into their own catalogue.

-- With whom an institution shares what. Rows are the owner's.
CREATE TABLE achievement_shares (
  institution_id uuid NOT NULL,
  achievement_id uuid NOT NULL,
  shared_with_id uuid NOT NULL REFERENCES institutions,
  PRIMARY KEY (institution_id, achievement_id, shared_with_id),
  FOREIGN KEY (institution_id, achievement_id) REFERENCES achievements,
  CHECK (shared_with_id <> institution_id)
);
CREATE INDEX achievement_shares_by_receiver ON achievement_shares (shared_with_id, achievement_id);

ALTER TABLE achievements
  ADD COLUMN shared_at timestamptz, -- when it was shared for the first time: from then on its content stands
  ADD COLUMN adopted_institution_id uuid REFERENCES institutions,
  ADD COLUMN adopted_achievement_id uuid,
  ADD COLUMN adopted_version integer,
  ADD CONSTRAINT achievements_adopted_whole CHECK (
    (adopted_institution_id IS NULL) = (adopted_achievement_id IS NULL) AND (adopted_institution_id IS NULL) = (adopted_version IS NULL)),
  ADD CONSTRAINT achievements_adopted_was_published CHECK (adopted_institution_id IS NULL OR state = 'published');
CREATE UNIQUE INDEX achievements_adopted_once ON achievements (institution_id, adopted_institution_id, adopted_achievement_id) WHERE adopted_institution_id IS NOT NULL;

-- What was shared or adopted says the same at every institution, also for whoever speaks to the database as the service does.
CREATE FUNCTION refuse_change_of_shared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'the content of an achievement that was shared or adopted does not change';
END $$;
CREATE TRIGGER shared_content_stands BEFORE UPDATE OF content ON achievements FOR EACH ROW
  WHEN ((OLD.shared_at IS NOT NULL OR OLD.adopted_institution_id IS NOT NULL) AND OLD.content IS DISTINCT FROM NEW.content)
  EXECUTE FUNCTION refuse_change_of_shared();

ALTER TABLE achievement_shares ENABLE ROW LEVEL SECURITY;
ALTER TABLE achievement_shares FORCE ROW LEVEL SECURITY;
CREATE POLICY own_institution ON achievement_shares USING (institution_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON achievement_shares TO eduwallet_issuer;

-- For the function below and not for the service's role: the owner of the tables may see what others share with the institution that
-- the transaction is in.
CREATE POLICY shared_with_institution ON achievement_shares FOR SELECT TO CURRENT_USER
  USING (shared_with_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);
CREATE POLICY shared_with_institution ON achievements FOR SELECT TO CURRENT_USER USING (EXISTS (
  SELECT FROM achievement_shares s WHERE s.institution_id = achievements.institution_id AND s.achievement_id = achievements.id
    AND s.shared_with_id = nullif(current_setting('eduwallet.institution', true), '')::uuid));

-- What other institutions share with this one and award themselves: all of it, or one achievement. The only way from one institution to
-- anything of another. SECURITY DEFINER, so it checks by itself what the policies above say: where its owner is a superuser, row-level
-- security does not hold inside it. Like journal_append, it works for the institution that the transaction is in and no other.
CREATE FUNCTION shared_achievements(institution uuid, one uuid DEFAULT NULL)
RETURNS TABLE (owner_id uuid, owner_slug text, owner_name_nl text, owner_name_en text, id uuid, version integer, content jsonb, published_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = issuer, pg_temp AS $$
BEGIN
  IF institution IS DISTINCT FROM nullif(current_setting('eduwallet.institution', true), '')::uuid THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'what is shared with an institution is read inside that institution';
  END IF;
  RETURN QUERY SELECT o.id, o.slug, o.name_nl, o.name_en, a.id, a.version, a.content, a.published_at
    FROM achievement_shares s
    JOIN achievements a ON a.institution_id = s.institution_id AND a.id = s.achievement_id AND a.state = 'published' AND a.archived_at IS NULL
    JOIN institutions o ON o.id = s.institution_id
    WHERE s.shared_with_id = institution AND (one IS NULL OR s.achievement_id = one);
END $$;
REVOKE EXECUTE ON FUNCTION shared_achievements FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shared_achievements TO eduwallet_issuer;

-- Images of achievements, each at an address made of its SHA-256, for everybody to see. An address never shows another image: there is
-- no UPDATE, and no DELETE, because credentials may name it.
CREATE TABLE achievement_images (
  institution_id uuid NOT NULL REFERENCES institutions,
  digest         bytea NOT NULL CHECK (octet_length(digest) = 32),
  media_type     text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
  octets         bytea NOT NULL CHECK (octet_length(octets) <= 524288),
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (institution_id, digest)
);
ALTER TABLE achievement_images ALTER COLUMN octets SET STORAGE EXTERNAL; -- it is compressed already
ALTER TABLE achievement_images ENABLE ROW LEVEL SECURITY;
ALTER TABLE achievement_images FORCE ROW LEVEL SECURITY;
CREATE POLICY own_institution ON achievement_images USING (institution_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);
GRANT SELECT, INSERT ON achievement_images TO eduwallet_issuer;
