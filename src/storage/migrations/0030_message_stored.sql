-- Works out what a message answers before it is kept. One whose figures stay the same stays where it is.
CREATE TRIGGER message_stored INSTEAD OF INSERT ON messages_arriving
BEGIN
  DELETE FROM messages WHERE event_id = NEW.event_id AND (day IS NULL OR (
      workspace_id, occurred_at, type, thread, conversation_id, conversation_key, campaign_id, from_address,
      to_address, reply_kind
    ) IS NOT (
      NEW.workspace_id, NEW.occurred_at, NEW.type, NEW.thread, NEW.conversation_id, NEW.conversation_key,
      NEW.campaign_id, NEW.from_address, NEW.to_address, NEW.reply_kind
    ));
  INSERT INTO messages (
    event_id, workspace_id, occurred_at, type, direction, subject, thread, conversation_id, conversation_key,
    campaign_id, from_address, to_address, parties, own_text, reply_kind, run, analysis_version,
    day, answers, conversation, campaign, opening, replied, human_replied
  )
  SELECT
    NEW.event_id, NEW.workspace_id, NEW.occurred_at, NEW.type, NEW.direction, NEW.subject, NEW.thread,
    NEW.conversation_id, NEW.conversation_key, NEW.campaign_id, NEW.from_address, NEW.to_address, NEW.parties,
    NEW.own_text, NEW.reply_kind, NEW.run, NEW.analysis_version,
    CAST(floor((NEW.occurred_at + coalesce((SELECT offset_ms FROM zone_offsets WHERE workspace_id = NEW.workspace_id
    AND from_at <= NEW.occurred_at ORDER BY from_at DESC LIMIT 1), 0)) / 86400000.0) AS INTEGER),
    a.event_id, coalesce('id:' || NEW.conversation_id, a.conversation, NEW.thread),
    coalesce(NEW.campaign_id, a.campaign, ''), is_opening,
    is_opening AND EXISTS (
      SELECT 1 FROM messages r WHERE r.workspace_id = NEW.workspace_id AND r.contact = NEW.to_address
        AND r.campaign = coalesce(NEW.campaign_id, '') AND r.role IN ('human', 'automatic')
        AND r.occurred_at >= NEW.occurred_at AND r.day IS NOT NULL),
    is_opening AND EXISTS (
      SELECT 1 FROM messages r WHERE r.workspace_id = NEW.workspace_id AND r.contact = NEW.to_address
        AND r.campaign = coalesce(NEW.campaign_id, '') AND r.role = 'human'
        AND r.occurred_at >= NEW.occurred_at AND r.day IS NOT NULL)
  FROM (
    SELECT NEW.direction = 'outbound' AND NOT EXISTS (
      SELECT 1 FROM messages e WHERE e.workspace_id = NEW.workspace_id AND e.contact = NEW.to_address
        AND e.campaign = coalesce(NEW.campaign_id, '') AND e.role = 'outbound' AND e.day IS NOT NULL
        AND (e.occurred_at, e.event_id) < (NEW.occurred_at, NEW.event_id)) AS is_opening
  ) LEFT JOIN messages a ON NEW.direction = 'inbound' AND a.event_id = coalesce((
      SELECT o.event_id FROM messages o WHERE NEW.direction = 'inbound' AND o.workspace_id = NEW.workspace_id AND o.thread = NEW.thread
        AND o.direction = 'outbound' AND o.contact = NEW.from_address AND o.occurred_at <= NEW.occurred_at
      ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1),
    (
      SELECT o.event_id FROM messages o WHERE NEW.direction = 'inbound' AND o.workspace_id = NEW.workspace_id AND o.conversation_key = NEW.conversation_key
        AND o.direction = 'outbound' AND o.contact = NEW.from_address AND o.occurred_at <= NEW.occurred_at
      ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1))
  WHERE true
  ON CONFLICT (event_id) DO UPDATE SET
    subject = excluded.subject, parties = excluded.parties, own_text = excluded.own_text, run = excluded.run,
    analysis_version = excluded.analysis_version;
END;
