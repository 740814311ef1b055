-- A reply answers another message than before.
CREATE TRIGGER message_relinked AFTER UPDATE OF answers, conversation, campaign ON messages
WHEN OLD.day IS NOT NULL
  AND (OLD.answers, OLD.conversation, OLD.campaign) IS NOT (NEW.answers, NEW.conversation, NEW.campaign)
BEGIN
  DELETE FROM conversations WHERE workspace_id = OLD.workspace_id AND id = OLD.conversation AND messages = 1
    AND OLD.conversation <> NEW.conversation;
  UPDATE conversations SET
    messages = messages - 1, inbound = inbound - (OLD.direction = 'inbound'),
    human_replies = human_replies - (OLD.reply_kind IS 'human'),
    first_at = (SELECT min(m.occurred_at) FROM messages m WHERE m.workspace_id = OLD.workspace_id
      AND m.conversation = OLD.conversation AND m.day IS NOT NULL),
    (last_at, last_event) = (SELECT m.occurred_at, m.event_id FROM messages m WHERE m.workspace_id = OLD.workspace_id
      AND m.conversation = OLD.conversation AND m.day IS NOT NULL
      ORDER BY m.occurred_at DESC, m.event_id DESC LIMIT 1)
  WHERE workspace_id = OLD.workspace_id AND id = OLD.conversation
    AND OLD.conversation <> NEW.conversation;
  INSERT INTO conversations (workspace_id, id, first_at, last_at, last_event, messages, inbound, human_replies)
  SELECT NEW.workspace_id, NEW.conversation, NEW.occurred_at, NEW.occurred_at, NEW.event_id, 1,
    NEW.direction = 'inbound', NEW.reply_kind IS 'human'
  WHERE OLD.conversation <> NEW.conversation
  ON CONFLICT (workspace_id, id) DO UPDATE SET
    messages = messages + 1, inbound = inbound + excluded.inbound,
    human_replies = human_replies + excluded.human_replies, first_at = min(first_at, excluded.first_at),
    last_event = iif((excluded.last_at, excluded.last_event) > (last_at, last_event), excluded.last_event, last_event),
    last_at = max(last_at, excluded.last_at);
  UPDATE messages SET
    opening = s.opening, replied = s.replied, human_replied = s.human_replied,
    reply_ms = s.reply_ms, human_reply_ms = s.human_reply_ms
  FROM message_standing s
  WHERE s.event_id = messages.event_id AND messages.event_id IN (
    SELECT OLD.answers
    UNION ALL SELECT NEW.answers
    UNION ALL SELECT event_id FROM (
      SELECT m.event_id FROM messages m WHERE m.workspace_id = OLD.workspace_id AND m.contact = OLD.contact
        AND m.campaign = OLD.campaign AND m.role = 'outbound' AND m.day IS NOT NULL
      ORDER BY m.occurred_at, m.event_id LIMIT 2)
    UNION ALL SELECT event_id FROM (
      SELECT m.event_id FROM messages m WHERE m.workspace_id = NEW.workspace_id AND m.contact = NEW.contact
        AND m.campaign = NEW.campaign AND m.role = 'outbound' AND m.day IS NOT NULL
      ORDER BY m.occurred_at, m.event_id LIMIT 2))
    AND (messages.opening, messages.replied, messages.human_replied, messages.reply_ms, messages.human_reply_ms)
      IS NOT (s.opening, s.replied, s.human_replied, s.reply_ms, s.human_reply_ms);
END;
