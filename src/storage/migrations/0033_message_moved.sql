-- Takes the figures of a message from where they were counted to where they are now.
CREATE TRIGGER message_moved AFTER UPDATE OF day, campaign, opening, replied, human_replied, reply_ms, human_reply_ms ON messages
WHEN OLD.day IS NOT NULL
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
      -(OLD.type = 'sent') AS sent, -(OLD.type = 'reply') AS reply,
      -(OLD.type = 'connection_sent') AS connection_sent,
      -(OLD.type = 'connection_accepted') AS connection_accepted, -(OLD.type = 'message_sent') AS message_sent,
      -(OLD.type = 'message_received') AS message_received, -(OLD.reply_kind IS 'human') AS human_replies,
      -(OLD.reply_kind IS 'out_of_office') AS out_of_office, -(OLD.reply_kind IS 'bounce') AS bounce_notices,
      -(OLD.reply_kind IS 'unsubscribe') AS unsubscribe_requests, -OLD.opening AS contacted,
      -OLD.replied AS replied, -OLD.human_replied AS human_replied, -(OLD.reply_ms IS NOT NULL) AS answered,
      -(OLD.human_reply_ms IS NOT NULL) AS human_answered, 0 AS opened, 0 AS clicked, 0 AS bounced,
      0 AS unsubscribed
    UNION ALL
    SELECT
      NEW.workspace_id, NEW.day, NEW.campaign, NEW.sender, (NEW.type = 'sent'), (NEW.type = 'reply'),
      (NEW.type = 'connection_sent'), (NEW.type = 'connection_accepted'), (NEW.type = 'message_sent'),
      (NEW.type = 'message_received'), (NEW.reply_kind IS 'human'), (NEW.reply_kind IS 'out_of_office'),
      (NEW.reply_kind IS 'bounce'), (NEW.reply_kind IS 'unsubscribe'), NEW.opening, NEW.replied,
      NEW.human_replied, (NEW.reply_ms IS NOT NULL), (NEW.human_reply_ms IS NOT NULL), 0, 0, 0, 0
  )
  GROUP BY workspace_id, day, campaign, sender
  HAVING
    sum(sent) <> 0 OR sum(reply) <> 0 OR sum(connection_sent) <> 0 OR sum(connection_accepted) <> 0 OR
    sum(message_sent) <> 0 OR sum(message_received) <> 0 OR sum(human_replies) <> 0 OR sum(out_of_office) <> 0 OR
    sum(bounce_notices) <> 0 OR sum(unsubscribe_requests) <> 0 OR sum(contacted) <> 0 OR sum(replied) <> 0 OR
    sum(human_replied) <> 0 OR sum(answered) <> 0 OR sum(human_answered) <> 0 OR sum(opened) <> 0 OR
    sum(clicked) <> 0 OR sum(bounced) <> 0 OR sum(unsubscribed) <> 0
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
    UNION ALL
    SELECT NEW.day, NEW.campaign, NEW.sender,
      iif(NEW.reply_ms < 1, -1, CAST(floor(ln(NEW.reply_ms) / ln(1.04)) AS INTEGER)),
      1, 0
    WHERE NEW.reply_ms IS NOT NULL
    UNION ALL
    SELECT NEW.day, NEW.campaign, NEW.sender,
      iif(NEW.human_reply_ms < 1, -1, CAST(floor(ln(NEW.human_reply_ms) / ln(1.04)) AS INTEGER)),
      0, 1
    WHERE NEW.human_reply_ms IS NOT NULL
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
END;
