ALTER TABLE workspaces ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';

ALTER TABLE workspaces ADD COLUMN own_domains TEXT NOT NULL DEFAULT '[]';

ALTER TABLE workspaces ADD COLUMN currency TEXT;

ALTER TABLE workspaces ADD COLUMN attribution_days INTEGER NOT NULL DEFAULT 90;

CREATE TABLE zone_offsets (
  workspace_id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  offset_ms INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE rebuilds (
  workspace_id TEXT NOT NULL PRIMARY KEY,
  started_at INTEGER NOT NULL,
  upto_seq INTEGER NOT NULL,
  cursor_at INTEGER NOT NULL,
  cursor_seq INTEGER NOT NULL,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX rebuilds_open ON rebuilds (started_at) WHERE ended_at IS NULL;

CREATE TABLE facts_due (
  event_id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO marks (name, value, at) VALUES ('facts', 0, 0);

ALTER TABLE messages ADD COLUMN type TEXT;

ALTER TABLE messages ADD COLUMN subject TEXT;

ALTER TABLE messages ADD COLUMN thread TEXT;

ALTER TABLE messages ADD COLUMN conversation_id TEXT;

ALTER TABLE messages ADD COLUMN conversation_key TEXT;

ALTER TABLE messages ADD COLUMN reply_kind TEXT;

ALTER TABLE messages ADD COLUMN day INTEGER;

ALTER TABLE messages ADD COLUMN answers TEXT;

ALTER TABLE messages ADD COLUMN campaign TEXT NOT NULL DEFAULT '';

ALTER TABLE messages ADD COLUMN opening INTEGER NOT NULL DEFAULT 0;

ALTER TABLE messages ADD COLUMN replied INTEGER NOT NULL DEFAULT 0;

ALTER TABLE messages ADD COLUMN human_replied INTEGER NOT NULL DEFAULT 0;

ALTER TABLE messages ADD COLUMN reply_ms INTEGER;

ALTER TABLE messages ADD COLUMN human_reply_ms INTEGER;

ALTER TABLE messages ADD COLUMN contact TEXT
  AS (iif(direction = 'outbound', to_address, from_address)) VIRTUAL;

ALTER TABLE messages ADD COLUMN sender TEXT
  AS (iif(direction = 'outbound', from_address, to_address)) VIRTUAL;

ALTER TABLE messages ADD COLUMN role TEXT
  AS (CASE WHEN direction = 'outbound' THEN 'outbound' WHEN reply_kind IS NULL THEN 'accepted'
    WHEN reply_kind = 'human' THEN 'human' ELSE 'automatic' END) VIRTUAL;

CREATE INDEX messages_by_thread ON messages (workspace_id, thread, direction, contact, occurred_at)
  WHERE thread IS NOT NULL;

CREATE INDEX messages_by_key ON messages (workspace_id, conversation_key, direction, occurred_at)
  WHERE conversation_key IS NOT NULL;

CREATE INDEX messages_by_conversation ON messages (workspace_id, conversation, occurred_at) WHERE day IS NOT NULL;

CREATE INDEX messages_by_contact ON messages (workspace_id, contact, campaign, role, occurred_at)
  WHERE day IS NOT NULL;

CREATE INDEX messages_by_answered ON messages (workspace_id, answers, role, occurred_at) WHERE answers IS NOT NULL;

CREATE INDEX messages_answered ON messages (workspace_id, day, campaign, sender, reply_ms, human_reply_ms)
  WHERE reply_ms IS NOT NULL;

CREATE TABLE conversations (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  last_event TEXT NOT NULL,
  messages INTEGER NOT NULL,
  inbound INTEGER NOT NULL,
  human_replies INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_by_last ON conversations (workspace_id, last_at);

CREATE TABLE touch_days (
  workspace_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  sender TEXT NOT NULL,
  sent INTEGER NOT NULL,
  reply INTEGER NOT NULL,
  connection_sent INTEGER NOT NULL,
  connection_accepted INTEGER NOT NULL,
  message_sent INTEGER NOT NULL,
  message_received INTEGER NOT NULL,
  human_replies INTEGER NOT NULL,
  out_of_office INTEGER NOT NULL,
  bounce_notices INTEGER NOT NULL,
  unsubscribe_requests INTEGER NOT NULL,
  contacted INTEGER NOT NULL,
  replied INTEGER NOT NULL,
  human_replied INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  human_answered INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  clicked INTEGER NOT NULL,
  bounced INTEGER NOT NULL,
  unsubscribed INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, day, campaign, sender)
) STRICT, WITHOUT ROWID;

CREATE TABLE reply_time_days (
  workspace_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  sender TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  human_replies INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, day, campaign, sender, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE signals (
  event_id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  contact TEXT NOT NULL,
  sender TEXT NOT NULL,
  link TEXT NOT NULL,
  campaign_id TEXT,
  campaign TEXT NOT NULL,
  run INTEGER NOT NULL,
  analysis_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX signals_by_link ON signals (workspace_id, link, occurred_at) WHERE campaign_id IS NULL;

CREATE TABLE outcomes (
  event_id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  opportunity_id TEXT NOT NULL,
  opportunity_name TEXT NOT NULL,
  account TEXT,
  contact_email TEXT,
  amount INTEGER,
  currency TEXT NOT NULL,
  contact TEXT,
  campaign TEXT NOT NULL DEFAULT '',
  attributed_to TEXT,
  attributed_at INTEGER,
  first_touch_at INTEGER,
  counted INTEGER NOT NULL DEFAULT 0,
  run INTEGER NOT NULL,
  analysis_version INTEGER NOT NULL,
  is_named INTEGER NOT NULL AS (contact_email IS NOT NULL) VIRTUAL
) STRICT, WITHOUT ROWID;

CREATE INDEX outcomes_by_time ON outcomes (workspace_id, occurred_at);

CREATE INDEX outcomes_by_stage ON outcomes (workspace_id, opportunity_id, type, occurred_at);

CREATE INDEX outcomes_by_opportunity ON outcomes (workspace_id, opportunity_id, is_named, occurred_at);

CREATE INDEX outcomes_by_account ON outcomes (workspace_id, account, is_named, occurred_at) WHERE account IS NOT NULL;

CREATE INDEX outcomes_by_contact ON outcomes (workspace_id, contact, occurred_at) WHERE contact IS NOT NULL;

CREATE TABLE outcome_days (
  workspace_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  type TEXT NOT NULL,
  currency TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, day, campaign, type, currency)
) STRICT, WITHOUT ROWID;

ALTER TABLE calls ADD COLUMN type TEXT NOT NULL DEFAULT 'transcript';

ALTER TABLE calls ADD COLUMN day INTEGER;

ALTER TABLE calls ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]';

CREATE INDEX calls_by_time ON calls (workspace_id, occurred_at) WHERE day IS NOT NULL;

CREATE TABLE call_contacts (
  workspace_id TEXT NOT NULL,
  contact TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, contact, occurred_at, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE call_days (
  workspace_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  calls INTEGER NOT NULL,
  words INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, day, type)
) STRICT, WITHOUT ROWID;

CREATE VIEW messages_arriving AS
SELECT event_id, workspace_id, occurred_at, type, direction, subject, thread, conversation_id, conversation_key,
  campaign_id, from_address, to_address, parties, own_text, reply_kind, run, analysis_version
FROM messages;

CREATE VIEW message_links AS
SELECT r.event_id, a.event_id AS answers, coalesce('id:' || r.conversation_id, a.conversation, r.thread) AS conversation,
  coalesce(r.campaign_id, a.campaign, '') AS campaign
FROM messages r LEFT JOIN messages a ON a.event_id = coalesce(
  (SELECT o.event_id FROM messages o WHERE o.workspace_id = r.workspace_id AND o.thread = r.thread
     AND o.direction = 'outbound' AND o.contact = r.contact AND o.occurred_at <= r.occurred_at
   ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1),
  (SELECT o.event_id FROM messages o WHERE o.workspace_id = r.workspace_id AND o.conversation_key = r.conversation_key
     AND o.direction = 'outbound' AND o.contact = r.contact AND o.occurred_at <= r.occurred_at
   ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1))
WHERE r.direction = 'inbound' AND r.day IS NOT NULL;

CREATE VIEW message_standing AS
SELECT o.event_id, o.opening,
  o.opening AND EXISTS (SELECT 1 FROM messages r WHERE r.workspace_id = o.workspace_id AND r.contact = o.contact
    AND r.campaign = o.campaign AND r.role IN ('human', 'automatic') AND r.occurred_at >= o.occurred_at
    AND r.day IS NOT NULL) AS replied,
  o.opening AND EXISTS (SELECT 1 FROM messages r WHERE r.workspace_id = o.workspace_id AND r.contact = o.contact
    AND r.campaign = o.campaign AND r.role = 'human' AND r.occurred_at >= o.occurred_at
    AND r.day IS NOT NULL) AS human_replied,
  (SELECT min(at) FROM (
     SELECT min(r.occurred_at) AS at FROM messages r WHERE r.workspace_id = o.workspace_id
       AND r.answers = o.event_id AND r.role = 'human'
     UNION ALL
     SELECT min(r.occurred_at) FROM messages r WHERE r.workspace_id = o.workspace_id
       AND r.answers = o.event_id AND r.role = 'automatic')) - o.occurred_at AS reply_ms,
  (SELECT min(r.occurred_at) FROM messages r WHERE r.workspace_id = o.workspace_id AND r.answers = o.event_id
     AND r.role = 'human') - o.occurred_at AS human_reply_ms
FROM (
  SELECT m.event_id, m.workspace_id, m.contact, m.campaign, m.occurred_at, m.event_id = (
    SELECT e.event_id FROM messages e WHERE e.workspace_id = m.workspace_id AND e.contact = m.contact
      AND e.campaign = m.campaign AND e.role = 'outbound' AND e.day IS NOT NULL
    ORDER BY e.occurred_at, e.event_id LIMIT 1) AS opening
  FROM messages m WHERE m.direction = 'outbound' AND m.day IS NOT NULL) o;

CREATE VIEW outcome_links AS
SELECT o.event_id, o.party AS contact, coalesce(t.campaign, '') AS campaign, t.event_id AS attributed_to,
  t.occurred_at AS attributed_at,
  (SELECT min(at) FROM (
     SELECT min(m.occurred_at) AS at FROM messages m WHERE m.workspace_id = o.workspace_id AND m.contact = o.party
       AND m.day IS NOT NULL AND m.occurred_at <= o.occurred_at
     UNION ALL
     SELECT min(c.occurred_at) FROM call_contacts c WHERE c.workspace_id = o.workspace_id AND c.contact = o.party
       AND c.occurred_at <= o.occurred_at)) AS first_touch_at,
  o.event_id = (SELECT l.event_id FROM outcomes l WHERE l.workspace_id = o.workspace_id
    AND l.opportunity_id = o.opportunity_id AND l.type = o.type
    ORDER BY l.occurred_at DESC, l.event_id DESC LIMIT 1) AS counted
FROM (
  SELECT x.event_id, x.workspace_id, x.occurred_at, x.opportunity_id, x.type,
    x.occurred_at - coalesce((SELECT attribution_days FROM workspaces w WHERE w.id = x.workspace_id), 90) * 86400000
      AS window_from,
    coalesce(x.contact_email,
      (SELECT n.contact_email FROM outcomes n WHERE n.workspace_id = x.workspace_id
         AND n.opportunity_id = x.opportunity_id AND n.is_named = 1
         AND (n.occurred_at, n.event_id) < (x.occurred_at, x.event_id)
       ORDER BY n.occurred_at DESC, n.event_id DESC LIMIT 1),
      (SELECT n.contact_email FROM outcomes n WHERE n.workspace_id = x.workspace_id AND n.account = x.account
         AND n.is_named = 1 AND (n.occurred_at, n.event_id) < (x.occurred_at, x.event_id)
       ORDER BY n.occurred_at DESC, n.event_id DESC LIMIT 1)) AS party
  FROM outcomes x) o
LEFT JOIN messages t ON t.event_id = (
  SELECT m.event_id FROM messages m WHERE m.workspace_id = o.workspace_id AND m.contact = o.party AND m.campaign > ''
    AND m.role = 'outbound' AND m.day IS NOT NULL AND m.occurred_at BETWEEN o.window_from AND o.occurred_at
  ORDER BY m.occurred_at DESC, m.event_id DESC LIMIT 1);
