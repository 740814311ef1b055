CREATE TABLE rejections (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  key_label TEXT NOT NULL,
  provider TEXT NOT NULL,
  kind TEXT NOT NULL,
  status INTEGER NOT NULL,
  code TEXT NOT NULL,
  fault TEXT NOT NULL,
  message TEXT NOT NULL,
  errors TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  body_bytes INTEGER NOT NULL,
  is_whole INTEGER NOT NULL,
  replayed_at INTEGER,
  event_id TEXT
) STRICT;

CREATE INDEX rejections_by_time ON rejections (workspace_id, received_at);

CREATE TABLE refusal_counts (
  workspace_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  code TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, hour, key_id, code)
) STRICT, WITHOUT ROWID;
