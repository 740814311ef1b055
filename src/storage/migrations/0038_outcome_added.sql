-- An outcome is counted by the update that finds whom and what it belongs to.
CREATE TRIGGER outcome_added AFTER INSERT ON outcomes
BEGIN
  UPDATE outcomes SET (contact, campaign, attributed_to, attributed_at, first_touch_at, counted) = (
    SELECT l.contact, l.campaign, l.attributed_to, l.attributed_at, l.first_touch_at, l.counted FROM outcome_links l
    WHERE l.event_id = outcomes.event_id)
  WHERE event_id IN (
    SELECT NEW.event_id
    UNION ALL SELECT event_id FROM (
      SELECT x.event_id FROM outcomes x WHERE x.workspace_id = NEW.workspace_id
        AND x.opportunity_id = NEW.opportunity_id AND x.type = NEW.type
      ORDER BY x.occurred_at DESC, x.event_id DESC LIMIT 2)
    UNION ALL SELECT x.event_id FROM outcomes x WHERE x.workspace_id = NEW.workspace_id AND x.opportunity_id = NEW.opportunity_id
      AND x.is_named = 0 AND NEW.is_named AND x.occurred_at >= NEW.occurred_at AND x.occurred_at <= coalesce((
        SELECT n.occurred_at FROM outcomes n WHERE n.workspace_id = NEW.workspace_id AND n.opportunity_id = NEW.opportunity_id
          AND n.is_named = 1 AND (n.occurred_at, n.event_id) > (NEW.occurred_at, NEW.event_id)
        ORDER BY n.occurred_at, n.event_id LIMIT 1), 9223372036854775807)
    UNION ALL SELECT x.event_id FROM outcomes x WHERE x.workspace_id = NEW.workspace_id AND x.account = NEW.account
      AND x.is_named = 0 AND NEW.is_named AND x.occurred_at >= NEW.occurred_at AND x.occurred_at <= coalesce((
        SELECT n.occurred_at FROM outcomes n WHERE n.workspace_id = NEW.workspace_id AND n.account = NEW.account
          AND n.is_named = 1 AND (n.occurred_at, n.event_id) > (NEW.occurred_at, NEW.event_id)
        ORDER BY n.occurred_at, n.event_id LIMIT 1), 9223372036854775807));
END;
