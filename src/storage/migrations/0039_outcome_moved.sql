CREATE TRIGGER outcome_moved AFTER UPDATE OF day, campaign, counted ON outcomes
BEGIN
  INSERT INTO outcome_days (workspace_id, day, campaign, type, currency, count, amount)
  SELECT workspace_id, day, campaign, type, currency, sum(count), sum(amount) FROM (
    SELECT OLD.workspace_id AS workspace_id, OLD.day AS day, OLD.campaign AS campaign, OLD.type AS type,
      OLD.currency AS currency, -1 AS count, -coalesce(OLD.amount, 0) AS amount
    WHERE OLD.counted
    UNION ALL
    SELECT NEW.workspace_id, NEW.day, NEW.campaign, NEW.type,
      NEW.currency, 1, coalesce(NEW.amount, 0)
    WHERE NEW.counted
  )
  GROUP BY workspace_id, day, campaign, type, currency HAVING sum(count) <> 0 OR sum(amount) <> 0
  ON CONFLICT (workspace_id, day, campaign, type, currency) DO UPDATE SET
    count = count + excluded.count, amount = amount + excluded.amount;
  DELETE FROM outcome_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day AND campaign = OLD.campaign
    AND type = OLD.type AND currency = OLD.currency AND count = 0 AND amount = 0;
END;
