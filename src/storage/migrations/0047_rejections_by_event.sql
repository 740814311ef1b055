CREATE INDEX rejections_by_event ON rejections (workspace_id, event_id) WHERE event_id IS NOT NULL;
