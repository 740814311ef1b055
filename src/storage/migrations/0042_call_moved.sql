CREATE TRIGGER call_moved AFTER UPDATE OF day ON calls WHEN OLD.day IS NOT NULL
BEGIN
  INSERT INTO call_days (workspace_id, day, type, calls, words, duration_ms)
  SELECT workspace_id, day, type, sum(calls), sum(words), sum(duration_ms) FROM (
    SELECT OLD.workspace_id AS workspace_id, OLD.day AS day, OLD.type AS type, -1 AS calls, -OLD.words AS words,
      -CAST(round(coalesce(OLD.duration_seconds, 0) * 1000) AS INTEGER) AS duration_ms
    UNION ALL
    SELECT NEW.workspace_id, NEW.day, NEW.type, 1, NEW.words,
      CAST(round(coalesce(NEW.duration_seconds, 0) * 1000) AS INTEGER)
  )
  GROUP BY workspace_id, day, type HAVING sum(calls) <> 0 OR sum(words) <> 0 OR sum(duration_ms) <> 0
  ON CONFLICT (workspace_id, day, type) DO UPDATE SET
    calls = calls + excluded.calls, words = words + excluded.words, duration_ms = duration_ms + excluded.duration_ms;
  DELETE FROM call_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day AND type = OLD.type AND calls = 0;
END;
