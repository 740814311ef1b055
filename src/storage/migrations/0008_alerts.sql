CREATE TABLE alerts (
  cause TEXT NOT NULL,
  subject TEXT NOT NULL,
  occasion TEXT NOT NULL,
  id TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  try_at INTEGER,
  PRIMARY KEY (cause, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX alerts_to_send ON alerts (try_at) WHERE try_at IS NOT NULL;

CREATE INDEX events_failed_by_end ON events (ended_at) WHERE status = 'failed';

CREATE INDEX api_keys_expiring ON api_keys (expires_at) WHERE expires_at IS NOT NULL;

INSERT INTO marks (name, value, at) VALUES ('look', 0, 0);
