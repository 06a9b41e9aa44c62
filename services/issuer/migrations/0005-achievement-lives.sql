-- How the life of an achievement goes on after its publication. It can be archived: no new awards, while what was offered and issued
-- goes on. That is not another `state`, so that a claim, which asks for what is published, needs to know nothing of it, and a process of
-- the previous release still serves the offers of an archived achievement (and, for as long as it runs, still awards it). And it can have
-- a next version: content that was awarded stands, so what is to be different goes into a new achievement of the same lineage.
ALTER TABLE achievements
  ADD COLUMN archived_at timestamptz,
  ADD COLUMN first_version_id uuid, -- null in the first version itself
  ADD COLUMN lineage_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(first_version_id, id)) STORED,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT achievements_archived_was_published CHECK (archived_at IS NULL OR state = 'published'),
  ADD CONSTRAINT achievements_first_version CHECK (version >= 1 AND (version = 1) = (first_version_id IS NULL)),
  ADD CONSTRAINT achievements_lineage FOREIGN KEY (institution_id, first_version_id) REFERENCES achievements (institution_id, id);

-- A lineage is a line: of two that make the next version at the same moment, one does. Its versions are found by it too.
CREATE UNIQUE INDEX achievements_one_next_version ON achievements (institution_id, lineage_id, version);
