CREATE TRIGGER call_removed AFTER DELETE ON calls WHEN OLD.day IS NOT NULL
BEGIN
  INSERT INTO call_days (workspace_id, day, type, calls, words, duration_ms)
  SELECT workspace_id, day, type, sum(calls), sum(words), sum(duration_ms) FROM (
    SELECT OLD.workspace_id AS workspace_id, OLD.day AS day, OLD.type AS type, -1 AS calls, -OLD.words AS words,
      -CAST(round(coalesce(OLD.duration_seconds, 0) * 1000) AS INTEGER) AS duration_ms
  )
  GROUP BY workspace_id, day, type HAVING sum(calls) <> 0 OR sum(words) <> 0 OR sum(duration_ms) <> 0
  ON CONFLICT (workspace_id, day, type) DO UPDATE SET
    calls = calls + excluded.calls, words = words + excluded.words, duration_ms = duration_ms + excluded.duration_ms;
  DELETE FROM call_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day AND type = OLD.type AND calls = 0;
  DELETE FROM call_contacts WHERE workspace_id = OLD.workspace_id
    AND contact IN (SELECT p.value FROM json_each(OLD.contacts) p) AND occurred_at = OLD.occurred_at
    AND event_id = OLD.event_id;
  UPDATE outcomes SET (campaign, attributed_to, attributed_at, first_touch_at) = (
    SELECT l.campaign, l.attributed_to, l.attributed_at, l.first_touch_at FROM outcome_links l
    WHERE l.event_id = outcomes.event_id)
  WHERE workspace_id = OLD.workspace_id AND contact IN (SELECT p.value FROM json_each(OLD.contacts) p)
    AND occurred_at >= OLD.occurred_at AND first_touch_at = OLD.occurred_at;
END;
