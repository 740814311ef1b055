CREATE TRIGGER signal_removed AFTER DELETE ON signals
BEGIN
  INSERT INTO touch_days (
    workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted, message_sent,
    message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted, replied,
    human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed
  )
  SELECT
    OLD.workspace_id, OLD.day, OLD.campaign, OLD.sender, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    -(OLD.type = 'opened'), -(OLD.type = 'clicked'), -(OLD.type = 'bounced'), -(OLD.type = 'unsubscribed')
  WHERE true
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
