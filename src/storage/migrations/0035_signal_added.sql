CREATE TRIGGER signal_added AFTER INSERT ON signals
BEGIN
  INSERT INTO touch_days (
    workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted, message_sent,
    message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted, replied,
    human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed
  )
  SELECT
    NEW.workspace_id, NEW.day, NEW.campaign, NEW.sender, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    (NEW.type = 'opened'), (NEW.type = 'clicked'), (NEW.type = 'bounced'), (NEW.type = 'unsubscribed')
  WHERE true
  ON CONFLICT (workspace_id, day, campaign, sender) DO UPDATE SET
    opened = opened + excluded.opened, clicked = clicked + excluded.clicked,
    bounced = bounced + excluded.bounced, unsubscribed = unsubscribed + excluded.unsubscribed;
END;
