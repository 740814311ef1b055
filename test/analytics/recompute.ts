import { env } from "cloudflare:workers";

import type { Figures } from "./reference.ts";

const BUCKET = (ms: string) => `iif(${ms} < 1, -1, CAST(floor(ln(${ms}) / ln(1.04)) AS INTEGER))`;

// Every roll-up, summed anew from the facts as they stand.
const FROM_FACTS = {
  touch_days: `SELECT day, campaign, sender, sum(type = 'sent') AS sent, sum(type = 'reply') AS reply,
      sum(type = 'connection_sent') AS connection_sent, sum(type = 'connection_accepted') AS connection_accepted,
      sum(type = 'message_sent') AS message_sent, sum(type = 'message_received') AS message_received,
      sum(reply_kind IS 'human') AS human_replies, sum(reply_kind IS 'out_of_office') AS out_of_office,
      sum(reply_kind IS 'bounce') AS bounce_notices, sum(reply_kind IS 'unsubscribe') AS unsubscribe_requests,
      sum(opening) AS contacted, sum(replied) AS replied, sum(human_replied) AS human_replied,
      sum(reply_ms IS NOT NULL) AS answered, sum(human_reply_ms IS NOT NULL) AS human_answered,
      sum(type = 'opened') AS opened, sum(type = 'clicked') AS clicked, sum(type = 'bounced') AS bounced,
      sum(type = 'unsubscribed') AS unsubscribed
    FROM (
      SELECT day, campaign, sender, type, reply_kind, opening, replied, human_replied, reply_ms, human_reply_ms
      FROM messages WHERE workspace_id = ?1
      UNION ALL
      SELECT day, campaign, sender, type, NULL, 0, 0, 0, NULL, NULL FROM signals WHERE workspace_id = ?1)
    GROUP BY day, campaign, sender`,
  reply_time_days: `SELECT day, campaign, sender, bucket, sum(replies) AS replies, sum(human_replies) AS human_replies
    FROM (
      SELECT day, campaign, sender, ${BUCKET("reply_ms")} AS bucket, 1 AS replies, 0 AS human_replies
      FROM messages WHERE workspace_id = ?1 AND reply_ms IS NOT NULL
      UNION ALL
      SELECT day, campaign, sender, ${BUCKET("human_reply_ms")}, 0, 1
      FROM messages WHERE workspace_id = ?1 AND human_reply_ms IS NOT NULL)
    GROUP BY day, campaign, sender, bucket`,
  conversations: `SELECT conversation AS id, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
      (SELECT l.event_id FROM messages l WHERE l.workspace_id = ?1 AND l.conversation = m.conversation
       ORDER BY l.occurred_at DESC, l.event_id DESC LIMIT 1) AS last_event,
      count(*) AS messages, sum(direction = 'inbound') AS inbound, sum(reply_kind IS 'human') AS human_replies
    FROM messages m WHERE workspace_id = ?1 GROUP BY conversation`,
  outcome_days: `SELECT day, campaign, type, currency, count(*) AS count, sum(coalesce(amount, 0)) AS amount
    FROM outcomes WHERE workspace_id = ?1 AND counted GROUP BY day, campaign, type, currency`,
  call_days: `SELECT day, type, count(*) AS calls, sum(words) AS words,
      sum(CAST(round(coalesce(duration_seconds, 0) * 1000) AS INTEGER)) AS duration_ms
    FROM calls WHERE workspace_id = ?1 GROUP BY day, type`,
} as const;

/** What the roll-ups of a workspace should be. */
export async function recomputeRollUps(workspaceId: string): Promise<Figures> {
  const queries = Object.entries(FROM_FACTS);
  const results = await env.DB.batch<Record<string, unknown>>(
    queries.map(([, sql]) => env.DB.prepare(sql).bind(workspaceId)),
  );
  return Object.fromEntries(queries.map(([table], index) => [table, results[index]?.results ?? []]));
}

/** The roll-ups among the figures. */
export function rollUpsOf(figures: Figures): Figures {
  return Object.fromEntries(Object.keys(FROM_FACTS).map((table) => [table, figures[table] ?? []]));
}
