-- What a new message changes: its own figures, and what others answer or are attributed to.
CREATE TRIGGER message_added AFTER INSERT ON messages WHEN NEW.day IS NOT NULL
BEGIN
  INSERT INTO touch_days (
    workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted, message_sent,
    message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted, replied,
    human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed
  )
  SELECT
    NEW.workspace_id, NEW.day, NEW.campaign, NEW.sender, (NEW.type = 'sent'), (NEW.type = 'reply'),
    (NEW.type = 'connection_sent'), (NEW.type = 'connection_accepted'), (NEW.type = 'message_sent'),
    (NEW.type = 'message_received'), (NEW.reply_kind IS 'human'), (NEW.reply_kind IS 'out_of_office'),
    (NEW.reply_kind IS 'bounce'), (NEW.reply_kind IS 'unsubscribe'), NEW.opening, NEW.replied,
    NEW.human_replied, (NEW.reply_ms IS NOT NULL), (NEW.human_reply_ms IS NOT NULL), 0, 0, 0, 0
  WHERE true
  ON CONFLICT (workspace_id, day, campaign, sender) DO UPDATE SET
    sent = sent + excluded.sent, reply = reply + excluded.reply,
    connection_sent = connection_sent + excluded.connection_sent,
    connection_accepted = connection_accepted + excluded.connection_accepted,
    message_sent = message_sent + excluded.message_sent,
    message_received = message_received + excluded.message_received,
    human_replies = human_replies + excluded.human_replies,
    out_of_office = out_of_office + excluded.out_of_office,
    bounce_notices = bounce_notices + excluded.bounce_notices,
    unsubscribe_requests = unsubscribe_requests + excluded.unsubscribe_requests,
    contacted = contacted + excluded.contacted, replied = replied + excluded.replied,
    human_replied = human_replied + excluded.human_replied, answered = answered + excluded.answered,
    human_answered = human_answered + excluded.human_answered;
  INSERT INTO conversations (workspace_id, id, first_at, last_at, last_event, messages, inbound, human_replies)
  SELECT NEW.workspace_id, NEW.conversation, NEW.occurred_at, NEW.occurred_at, NEW.event_id, 1,
    NEW.direction = 'inbound', NEW.reply_kind IS 'human'
  WHERE true
  ON CONFLICT (workspace_id, id) DO UPDATE SET
    messages = messages + 1, inbound = inbound + excluded.inbound,
    human_replies = human_replies + excluded.human_replies, first_at = min(first_at, excluded.first_at),
    last_event = iif((excluded.last_at, excluded.last_event) > (last_at, last_event), excluded.last_event, last_event),
    last_at = max(last_at, excluded.last_at);
  UPDATE messages SET
    answers = NEW.event_id, conversation = coalesce('id:' || conversation_id, NEW.conversation),
    campaign = coalesce(campaign_id, NEW.campaign)
  WHERE NEW.direction = 'outbound' AND workspace_id = NEW.workspace_id AND thread = NEW.thread
    AND direction = 'inbound' AND contact = NEW.contact AND occurred_at >= NEW.occurred_at
    AND occurred_at < coalesce((
      SELECT o.occurred_at FROM messages o WHERE o.workspace_id = NEW.workspace_id AND o.thread = NEW.thread
        AND o.direction = 'outbound' AND o.contact = NEW.contact AND (o.occurred_at, o.event_id) > (NEW.occurred_at, NEW.event_id)
      ORDER BY o.occurred_at, o.event_id LIMIT 1), 9223372036854775807);
  UPDATE messages SET
    answers = NEW.event_id, conversation = coalesce('id:' || conversation_id, NEW.conversation),
    campaign = coalesce(campaign_id, NEW.campaign)
  WHERE NEW.direction = 'outbound' AND workspace_id = NEW.workspace_id AND conversation_key = NEW.conversation_key
    AND direction = 'inbound' AND contact = NEW.contact AND occurred_at >= NEW.occurred_at
    AND occurred_at < coalesce((
      SELECT o.occurred_at FROM messages o WHERE o.workspace_id = NEW.workspace_id AND o.conversation_key = NEW.conversation_key
        AND o.direction = 'outbound' AND o.contact = NEW.contact AND (o.occurred_at, o.event_id) > (NEW.occurred_at, NEW.event_id)
      ORDER BY o.occurred_at, o.event_id LIMIT 1), 9223372036854775807);
  UPDATE signals SET campaign = NEW.campaign
  WHERE NEW.direction = 'outbound' AND workspace_id = NEW.workspace_id AND link = NEW.thread
    AND campaign_id IS NULL AND campaign <> NEW.campaign
    AND contact = NEW.contact AND occurred_at >= NEW.occurred_at AND occurred_at < coalesce((
      SELECT o.occurred_at FROM messages o WHERE o.workspace_id = NEW.workspace_id AND o.thread = NEW.thread
        AND o.direction = 'outbound' AND o.contact = NEW.contact AND (o.occurred_at, o.event_id) > (NEW.occurred_at, NEW.event_id)
      ORDER BY o.occurred_at, o.event_id LIMIT 1), 9223372036854775807);
  UPDATE signals SET campaign = NEW.campaign
  WHERE NEW.direction = 'outbound' AND workspace_id = NEW.workspace_id AND link = NEW.conversation_key
    AND campaign_id IS NULL AND campaign <> NEW.campaign
    AND contact = NEW.contact AND occurred_at >= NEW.occurred_at AND occurred_at < coalesce((
      SELECT o.occurred_at FROM messages o WHERE o.workspace_id = NEW.workspace_id AND o.conversation_key = NEW.conversation_key
        AND o.direction = 'outbound' AND o.contact = NEW.contact AND (o.occurred_at, o.event_id) > (NEW.occurred_at, NEW.event_id)
      ORDER BY o.occurred_at, o.event_id LIMIT 1), 9223372036854775807);
  UPDATE messages SET
    opening = s.opening, replied = s.replied, human_replied = s.human_replied,
    reply_ms = s.reply_ms, human_reply_ms = s.human_reply_ms
  FROM message_standing s
  WHERE s.event_id = messages.event_id AND messages.event_id IN (
    SELECT NEW.answers
    UNION ALL SELECT event_id FROM (
      SELECT m.event_id FROM messages m WHERE m.workspace_id = NEW.workspace_id AND m.contact = NEW.contact
        AND m.campaign = NEW.campaign AND m.role = 'outbound' AND m.day IS NOT NULL
      ORDER BY m.occurred_at, m.event_id LIMIT 2))
    AND (messages.opening, messages.replied, messages.human_replied, messages.reply_ms, messages.human_reply_ms)
      IS NOT (s.opening, s.replied, s.human_replied, s.reply_ms, s.human_reply_ms);
  UPDATE outcomes SET (campaign, attributed_to, attributed_at, first_touch_at) = (
    SELECT l.campaign, l.attributed_to, l.attributed_at, l.first_touch_at FROM outcome_links l
    WHERE l.event_id = outcomes.event_id)
  WHERE workspace_id = NEW.workspace_id AND contact = NEW.contact AND occurred_at >= NEW.occurred_at
    AND (first_touch_at IS NULL OR first_touch_at > NEW.occurred_at OR (
      NEW.direction = 'outbound' AND NEW.campaign > ''
      AND (attributed_to IS NULL OR (attributed_at, attributed_to) < (NEW.occurred_at, NEW.event_id))));
END;
