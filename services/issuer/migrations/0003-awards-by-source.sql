-- Which award an association led to is asked with every message about it, whatever achievement its offering leads to now.
CREATE INDEX awards_by_source ON awards (institution_id, source, source_reference);
