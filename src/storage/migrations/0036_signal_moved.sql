CREATE TRIGGER signal_moved AFTER UPDATE OF day, campaign ON signals
BEGIN
  INSERT INTO touch_days (
    workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted, message_sent,
    message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted, replied,
    human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed
  )
  SELECT
    workspace_id, day, campaign, sender, sum(sent), sum(reply), sum(connection_sent), sum(connection_accepted),
    sum(message_sent), sum(message_received), sum(human_replies), sum(out_of_office), sum(bounce_notices),
    sum(unsubscribe_requests), sum(contacted), sum(replied), sum(human_replied), sum(answered),
    sum(human_answered), sum(opened), sum(clicked), sum(bounced), sum(unsubscribed)
  FROM (
    SELECT
      OLD.workspace_id AS workspace_id, OLD.day AS day, OLD.campaign AS campaign, OLD.sender AS sender,
      0 AS sent, 0 AS reply, 0 AS connection_sent, 0 AS connection_accepted, 0 AS message_sent,
      0 AS message_received, 0 AS human_replies, 0 AS out_of_office, 0 AS bounce_notices,
      0 AS unsubscribe_requests, 0 AS contacted, 0 AS replied, 0 AS human_replied, 0 AS answered,
      0 AS human_answered, -(OLD.type = 'opened') AS opened, -(OLD.type = 'clicked') AS clicked,
      -(OLD.type = 'bounced') AS bounced, -(OLD.type = 'unsubscribed') AS unsubscribed
    UNION ALL
    SELECT
      NEW.workspace_id, NEW.day, NEW.campaign, NEW.sender, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      (NEW.type = 'opened'), (NEW.type = 'clicked'), (NEW.type = 'bounced'), (NEW.type = 'unsubscribed')
  )
  GROUP BY workspace_id, day, campaign, sender
  HAVING
    sum(opened) <> 0 OR sum(clicked) <> 0 OR sum(bounced) <> 0 OR sum(unsubscribed) <> 0
  ON CONFLICT (workspace_id, day, campaign, sender) DO UPDATE SET
    opened = opened + excluded.opened, clicked = clicked + excluded.clicked,
    bounced = bounced + excluded.bounced, unsubscribed = unsubscribed + excluded.unsubscribed;
  DELETE FROM touch_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day AND campaign = OLD.campaign
    AND sender = OLD.sender AND
    (sent, reply, connection_sent, connection_accepted, message_sent, message_received, human_replies,
      out_of_office, bounce_notices, unsubscribe_requests, contacted, replied, human_replied, answered,
      human_answered, opened, clicked, bounced, unsubscribed)
    = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
END;
