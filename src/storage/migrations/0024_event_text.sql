-- The words by which events are looked for; the row's number is that of the event. Not contentless: only then does a
-- row that goes take its words out of the index with it.
CREATE VIRTUAL TABLE event_text USING fts5(
  workspace_id, words, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO event_text (event_text, rank) VALUES ('secure-delete', 1);

INSERT INTO marks (name, value, at) VALUES ('text', 0, 0);

CREATE TRIGGER event_text_removed AFTER DELETE ON events
BEGIN
  DELETE FROM event_text WHERE rowid = OLD.seq;
END;
