CREATE TABLE import_jobs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  pre_skipped INTEGER NOT NULL,
  duplicates_in_batch INTEGER NOT NULL,
  invalid INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  due INTEGER NOT NULL,
  failed INTEGER NOT NULL DEFAULT 0,
  open TEXT NOT NULL,
  check_at INTEGER,
  completed_at INTEGER,
  callback_url TEXT,
  call_at INTEGER,
  calls INTEGER NOT NULL DEFAULT 0,
  called_at INTEGER
) STRICT;

CREATE INDEX import_jobs_open ON import_jobs (check_at) WHERE check_at IS NOT NULL;

CREATE INDEX import_jobs_to_call ON import_jobs (call_at) WHERE call_at IS NOT NULL;
