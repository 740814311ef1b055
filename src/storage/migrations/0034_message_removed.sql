-- The opposite of what a new message changes.
CREATE TRIGGER message_removed AFTER DELETE ON messages WHEN OLD.day IS NOT NULL
BEGIN
  INSERT INTO touch_days (
    workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted, message_sent,
    message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted, replied,
    human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed
  )
  SELECT
    OLD.workspace_id, OLD.day, OLD.campaign, OLD.sender, -(OLD.type = 'sent'), -(OLD.type = 'reply'),
    -(OLD.type = 'connection_sent'), -(OLD.type = 'connection_accepted'), -(OLD.type = 'message_sent'),
    -(OLD.type = 'message_received'), -(OLD.reply_kind IS 'human'), -(OLD.reply_kind IS 'out_of_office'),
    -(OLD.reply_kind IS 'bounce'), -(OLD.reply_kind IS 'unsubscribe'), -OLD.opening, -OLD.replied,
    -OLD.human_replied, -(OLD.reply_ms IS NOT NULL), -(OLD.human_reply_ms IS NOT NULL), 0, 0, 0, 0
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
  DELETE FROM touch_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day AND campaign = OLD.campaign
    AND sender = OLD.sender AND
    (sent, reply, connection_sent, connection_accepted, message_sent, message_received, human_replies,
      out_of_office, bounce_notices, unsubscribe_requests, contacted, replied, human_replied, answered,
      human_answered, opened, clicked, bounced, unsubscribed)
    = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  INSERT INTO reply_time_days (workspace_id, day, campaign, sender, bucket, replies, human_replies)
  SELECT OLD.workspace_id, day, campaign, sender, bucket, sum(replies), sum(human_replies) FROM (
    SELECT OLD.day AS day, OLD.campaign AS campaign, OLD.sender AS sender,
      iif(OLD.reply_ms < 1, -1, CAST(floor(ln(OLD.reply_ms) / ln(1.04)) AS INTEGER)) AS bucket,
      -1 AS replies, -0 AS human_replies
    WHERE OLD.reply_ms IS NOT NULL
    UNION ALL
    SELECT OLD.day, OLD.campaign, OLD.sender,
      iif(OLD.human_reply_ms < 1, -1, CAST(floor(ln(OLD.human_reply_ms) / ln(1.04)) AS INTEGER)),
      -0, -1
    WHERE OLD.human_reply_ms IS NOT NULL
  )
  GROUP BY day, campaign, sender, bucket HAVING sum(replies) <> 0 OR sum(human_replies) <> 0
  ON CONFLICT (workspace_id, day, campaign, sender, bucket) DO UPDATE SET
    replies = replies + excluded.replies, human_replies = human_replies + excluded.human_replies;
  DELETE FROM reply_time_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day
    AND campaign = OLD.campaign AND sender = OLD.sender AND bucket = iif(OLD.reply_ms < 1, -1, CAST(floor(ln(OLD.reply_ms) / ln(1.04)) AS INTEGER))
    AND replies = 0 AND human_replies = 0;
  DELETE FROM reply_time_days WHERE workspace_id = OLD.workspace_id AND day = OLD.day
    AND campaign = OLD.campaign AND sender = OLD.sender AND bucket = iif(OLD.human_reply_ms < 1, -1, CAST(floor(ln(OLD.human_reply_ms) / ln(1.04)) AS INTEGER))
    AND replies = 0 AND human_replies = 0;
  DELETE FROM conversations WHERE workspace_id = OLD.workspace_id AND id = OLD.conversation AND messages = 1;
  UPDATE conversations SET
    messages = messages - 1, inbound = inbound - (OLD.direction = 'inbound'),
    human_replies = human_replies - (OLD.reply_kind IS 'human'),
    first_at = (SELECT min(m.occurred_at) FROM messages m WHERE m.workspace_id = OLD.workspace_id
      AND m.conversation = OLD.conversation AND m.day IS NOT NULL),
    (last_at, last_event) = (SELECT m.occurred_at, m.event_id FROM messages m WHERE m.workspace_id = OLD.workspace_id
      AND m.conversation = OLD.conversation AND m.day IS NOT NULL
      ORDER BY m.occurred_at DESC, m.event_id DESC LIMIT 1)
  WHERE workspace_id = OLD.workspace_id AND id = OLD.conversation;
  UPDATE messages SET (answers, conversation, campaign) = (
    SELECT l.answers, l.conversation, l.campaign FROM message_links l WHERE l.event_id = messages.event_id)
  WHERE workspace_id = OLD.workspace_id AND answers = OLD.event_id;
  UPDATE signals SET campaign = coalesce((
      SELECT o.campaign FROM messages o WHERE o.workspace_id = OLD.workspace_id AND o.thread = OLD.thread
        AND o.direction = 'outbound' AND o.contact = OLD.contact AND o.occurred_at <= OLD.occurred_at
      ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1), '')
  WHERE OLD.direction = 'outbound' AND workspace_id = OLD.workspace_id AND link = OLD.thread
    AND campaign_id IS NULL AND campaign <> coalesce((
      SELECT o.campaign FROM messages o WHERE o.workspace_id = OLD.workspace_id AND o.thread = OLD.thread
        AND o.direction = 'outbound' AND o.contact = OLD.contact AND o.occurred_at <= OLD.occurred_at
      ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1), '')
    AND contact = OLD.contact AND occurred_at >= OLD.occurred_at AND occurred_at < coalesce((
      SELECT o.occurred_at FROM messages o WHERE o.workspace_id = OLD.workspace_id AND o.thread = OLD.thread
        AND o.direction = 'outbound' AND o.contact = OLD.contact AND (o.occurred_at, o.event_id) > (OLD.occurred_at, OLD.event_id)
      ORDER BY o.occurred_at, o.event_id LIMIT 1), 9223372036854775807);
  UPDATE signals SET campaign = coalesce((
      SELECT o.campaign FROM messages o WHERE o.workspace_id = OLD.workspace_id AND o.conversation_key = OLD.conversation_key
        AND o.direction = 'outbound' AND o.contact = OLD.contact AND o.occurred_at <= OLD.occurred_at
      ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1), '')
  WHERE OLD.direction = 'outbound' AND workspace_id = OLD.workspace_id AND link = OLD.conversation_key
    AND campaign_id IS NULL AND campaign <> coalesce((
      SELECT o.campaign FROM messages o WHERE o.workspace_id = OLD.workspace_id AND o.conversation_key = OLD.conversation_key
        AND o.direction = 'outbound' AND o.contact = OLD.contact AND o.occurred_at <= OLD.occurred_at
      ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1), '')
    AND contact = OLD.contact AND occurred_at >= OLD.occurred_at AND occurred_at < coalesce((
      SELECT o.occurred_at FROM messages o WHERE o.workspace_id = OLD.workspace_id AND o.conversation_key = OLD.conversation_key
        AND o.direction = 'outbound' AND o.contact = OLD.contact AND (o.occurred_at, o.event_id) > (OLD.occurred_at, OLD.event_id)
      ORDER BY o.occurred_at, o.event_id LIMIT 1), 9223372036854775807);
  UPDATE messages SET
    opening = s.opening, replied = s.replied, human_replied = s.human_replied,
    reply_ms = s.reply_ms, human_reply_ms = s.human_reply_ms
  FROM message_standing s
  WHERE s.event_id = messages.event_id AND messages.event_id IN (
    SELECT OLD.answers
    UNION ALL SELECT event_id FROM (
      SELECT m.event_id FROM messages m WHERE m.workspace_id = OLD.workspace_id AND m.contact = OLD.contact
        AND m.campaign = OLD.campaign AND m.role = 'outbound' AND m.day IS NOT NULL
      ORDER BY m.occurred_at, m.event_id LIMIT 2))
    AND (messages.opening, messages.replied, messages.human_replied, messages.reply_ms, messages.human_reply_ms)
      IS NOT (s.opening, s.replied, s.human_replied, s.reply_ms, s.human_reply_ms);
  UPDATE outcomes SET (campaign, attributed_to, attributed_at, first_touch_at) = (
    SELECT l.campaign, l.attributed_to, l.attributed_at, l.first_touch_at FROM outcome_links l
    WHERE l.event_id = outcomes.event_id)
  WHERE workspace_id = OLD.workspace_id AND contact = OLD.contact AND occurred_at >= OLD.occurred_at
    AND (attributed_to = OLD.event_id OR first_touch_at = OLD.occurred_at);
END;
