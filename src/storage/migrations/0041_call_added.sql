CREATE TRIGGER call_added AFTER INSERT ON calls WHEN NEW.day IS NOT NULL
BEGIN
  INSERT INTO call_days (workspace_id, day, type, calls, words, duration_ms)
  SELECT workspace_id, day, type, sum(calls), sum(words), sum(duration_ms) FROM (
    SELECT NEW.workspace_id AS workspace_id, NEW.day AS day, NEW.type AS type, 1 AS calls, NEW.words AS words,
      CAST(round(coalesce(NEW.duration_seconds, 0) * 1000) AS INTEGER) AS duration_ms
  )
  GROUP BY workspace_id, day, type HAVING sum(calls) <> 0 OR sum(words) <> 0 OR sum(duration_ms) <> 0
  ON CONFLICT (workspace_id, day, type) DO UPDATE SET
    calls = calls + excluded.calls, words = words + excluded.words, duration_ms = duration_ms + excluded.duration_ms;
  INSERT INTO call_contacts (workspace_id, contact, occurred_at, event_id)
  SELECT NEW.workspace_id, p.value, NEW.occurred_at, NEW.event_id FROM json_each(NEW.contacts) p
  WHERE NEW.type IN ('transcript', 'completed') ON CONFLICT DO NOTHING;
  UPDATE outcomes SET (campaign, attributed_to, attributed_at, first_touch_at) = (
    SELECT l.campaign, l.attributed_to, l.attributed_at, l.first_touch_at FROM outcome_links l
    WHERE l.event_id = outcomes.event_id)
  WHERE workspace_id = NEW.workspace_id AND contact IN (SELECT p.value FROM json_each(NEW.contacts) p)
    AND occurred_at >= NEW.occurred_at AND (first_touch_at IS NULL OR first_touch_at > NEW.occurred_at);
END;
