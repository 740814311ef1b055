ALTER TABLE api_keys ADD COLUMN allows_query INTEGER NOT NULL DEFAULT 1;

ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER;

ALTER TABLE api_keys ADD COLUMN replaced_by TEXT;

CREATE INDEX api_keys_by_workspace ON api_keys (workspace_id, created_at);
