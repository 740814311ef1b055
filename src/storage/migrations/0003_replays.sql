ALTER TABLE events ADD COLUMN queued_at INTEGER;

ALTER TABLE events ADD COLUMN replay_seq INTEGER;

ALTER TABLE events ADD COLUMN adopted_at INTEGER;

ALTER TABLE events ADD COLUMN marked_duplicates INTEGER NOT NULL DEFAULT 0;

CREATE INDEX events_failed ON events (workspace_id, occurred_at) WHERE status = 'failed';

CREATE INDEX events_replayed ON events (replay_seq, status) WHERE replay_seq IS NOT NULL;

CREATE TABLE attempts (
  event_id TEXT NOT NULL,
  run INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  workspace_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (event_id, run, message_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE replays (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  types TEXT,
  status TEXT NOT NULL,
  upto_seq INTEGER NOT NULL,
  total INTEGER NOT NULL,
  cursor_at INTEGER NOT NULL,
  cursor_seq INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX replays_open ON replays (seq) WHERE ended_at IS NULL;
