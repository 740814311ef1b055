CREATE TRIGGER outcome_removed AFTER DELETE ON outcomes
BEGIN
  INSERT INTO outcome_days (workspace_id, day, campaign, type, currency, count, amount)
  SELECT workspace_id, day, campaign, type, currency, sum(count), sum(amount) FROM (
    SELECT OLD.workspace_id AS workspace_id, OLD.day AS day, OLD.campaign AS campaign, OLD.type AS type,
      OLD.currency AS currency, -1 AS count, -coalesce(OLD.amount, 0) AS amount
    WHERE OLD.counted
  )
  GROUP BY workspace_id, day, campaign, type, currency HAVING sum(count) <> 0 OR sum(amount) <> 0
  ON CONFLICT (workspace_id, day, campaign, type, currency) DO UPDATE SET
    count = count + excluded.count, amount = amount + excluded.amount;
  DELETE FROM outcome_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day AND campaign = OLD.campaign
    AND type = OLD.type AND currency = OLD.currency AND count = 0 AND amount = 0;
  UPDATE outcomes SET (contact, campaign, attributed_to, attributed_at, first_touch_at, counted) = (
    SELECT l.contact, l.campaign, l.attributed_to, l.attributed_at, l.first_touch_at, l.counted FROM outcome_links l
    WHERE l.event_id = outcomes.event_id)
  WHERE event_id IN (
    SELECT OLD.event_id
    UNION ALL SELECT event_id FROM (
      SELECT x.event_id FROM outcomes x WHERE x.workspace_id = OLD.workspace_id
        AND x.opportunity_id = OLD.opportunity_id AND x.type = OLD.type
      ORDER BY x.occurred_at DESC, x.event_id DESC LIMIT 2)
    UNION ALL SELECT x.event_id FROM outcomes x WHERE x.workspace_id = OLD.workspace_id AND x.opportunity_id = OLD.opportunity_id
      AND x.is_named = 0 AND OLD.is_named AND x.occurred_at >= OLD.occurred_at AND x.occurred_at <= coalesce((
        SELECT n.occurred_at FROM outcomes n WHERE n.workspace_id = OLD.workspace_id AND n.opportunity_id = OLD.opportunity_id
          AND n.is_named = 1 AND (n.occurred_at, n.event_id) > (OLD.occurred_at, OLD.event_id)
        ORDER BY n.occurred_at, n.event_id LIMIT 1), 9223372036854775807)
    UNION ALL SELECT x.event_id FROM outcomes x WHERE x.workspace_id = OLD.workspace_id AND x.account = OLD.account
      AND x.is_named = 0 AND OLD.is_named AND x.occurred_at >= OLD.occurred_at AND x.occurred_at <= coalesce((
        SELECT n.occurred_at FROM outcomes n WHERE n.workspace_id = OLD.workspace_id AND n.account = OLD.account
          AND n.is_named = 1 AND (n.occurred_at, n.event_id) > (OLD.occurred_at, OLD.event_id)
        ORDER BY n.occurred_at, n.event_id LIMIT 1), 9223372036854775807));
END;
