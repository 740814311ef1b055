CREATE TABLE daily_counts (
  day INTEGER NOT NULL,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  provider TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  totalled INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, workspace_id, kind, type, provider, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE totals (
  outcome TEXT NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  provider TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (outcome, kind, type, provider)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_activity (
  hour INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  count INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (hour, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO marks (name, value, at) VALUES ('received', 0, 0), ('totals', 0, 0);

ALTER TABLE refusal_counts ADD COLUMN totalled INTEGER NOT NULL DEFAULT 0;

CREATE INDEX refusal_counts_by_hour ON refusal_counts (hour);
