CREATE TABLE suppressed (
  workspace_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasures (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  number INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  address TEXT,
  names TEXT,
  phase TEXT NOT NULL CHECK (phase IN ('names', 'events', 'rejections', 'done')),
  cursor_at INTEGER NOT NULL,
  cursor_seq INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  redacted INTEGER NOT NULL DEFAULT 0,
  conflicts INTEGER NOT NULL DEFAULT 0,
  rejections INTEGER NOT NULL DEFAULT 0,
  ended_at INTEGER
) STRICT;

CREATE INDEX erasures_open ON erasures (workspace_id, seq) WHERE ended_at IS NULL;

CREATE INDEX erasures_of ON erasures (workspace_id, hash);
