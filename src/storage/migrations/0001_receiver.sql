CREATE TABLE workspaces (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  markers_epoch INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
  hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  prefix TEXT NOT NULL,
  label TEXT NOT NULL,
  provider TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  provider TEXT NOT NULL,
  key_id TEXT NOT NULL,
  summary TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('stored', 'pending', 'processed', 'failed')),
  run INTEGER NOT NULL DEFAULT 1,
  due_at INTEGER,
  sweeps INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  ended_at INTEGER,
  duplicates INTEGER NOT NULL DEFAULT 0,
  last_duplicate_at INTEGER,
  first_arrival TEXT NOT NULL,
  last_arrival TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  understood_version INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_time ON events (workspace_id, occurred_at);

CREATE INDEX events_by_type ON events (workspace_id, type, occurred_at);

CREATE INDEX events_due ON events (due_at) WHERE status = 'pending';

CREATE TABLE conflicts (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  provider TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (event_id, content_hash)
) STRICT;

CREATE TABLE messages (
  event_id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound')),
  conversation TEXT NOT NULL,
  campaign_id TEXT,
  from_address TEXT NOT NULL,
  to_address TEXT NOT NULL,
  parties TEXT NOT NULL,
  own_text TEXT,
  run INTEGER NOT NULL,
  analysis_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE calls (
  event_id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  title TEXT NOT NULL,
  turns INTEGER NOT NULL,
  words INTEGER NOT NULL,
  duration_seconds REAL,
  speaker_count INTEGER NOT NULL,
  run INTEGER NOT NULL,
  analysis_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE call_speakers (
  event_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  workspace_id TEXT NOT NULL,
  speaker TEXT,
  turns INTEGER NOT NULL,
  words INTEGER NOT NULL,
  questions INTEGER NOT NULL,
  PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE heartbeats (
  name TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
