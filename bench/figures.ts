import type { Asked } from "./pages.ts";
import type { Server } from "./server.ts";
import { fill, idOf } from "./stock.ts";

const ROWS = 5_000;

/** What there is in the 30 days that the pages show, at every size. */
const SHOWN = 2_000;

/** The first day that the pages show, and the last. */
export const SHOWN_DAYS = ["2030-01-01", "2030-01-30"] as const;

// The first is long after the history, which has a message a minute.
const SHOWN_FROM_AT = Date.parse(SHOWN_DAYS[0]);
const SHOWN_STEP_MS = (30 * 24 * 60 * 60 * 1000) / SHOWN;
const HISTORY_FROM_AT = Date.parse("2020-01-01");
const HISTORY_STEP_MS = 60_000;

// Beyond the numbers of the stock, since these have an event with a body.
const THREAD_FROM = 5_000_000_000;

/** A conversation and a campaign that they show. */
export const CONVERSATION = "thread:shown 0";
export const CAMPAIGN = "campaign 0";

const DAYS = `startDate=${SHOWN_DAYS[0]}&endDate=${SHOWN_DAYS[1]}`;

const PAGES = [
  `overview?${DAYS}`,
  `campaigns?${DAYS}`,
  `senders?${DAYS}`,
  `conversations?${DAYS}`,
  `conversations/get?conversation=${encodeURIComponent(CONVERSATION)}`,
  `calls?${DAYS}`,
  `outcomes?${DAYS}`,
];

/** Puts facts of messages, calls and outcomes into the database, past the Worker; their triggers make the roll-ups. */
export async function fillHistory(server: Server, from: number, count: number): Promise<void> {
  await fillFacts(server, { name: "old", from, count, fromAt: HISTORY_FROM_AT, stepMs: HISTORY_STEP_MS });
}

/** The same for what the pages show. */
export async function fillShown(server: Server): Promise<void> {
  await fillFacts(server, {
    name: "shown",
    from: 0,
    count: SHOWN,
    fromAt: SHOWN_FROM_AT,
    stepMs: SHOWN_STEP_MS,
  });
  // The messages of the one conversation that is read whole.
  await fill({ server, from: THREAD_FROM, count: 2, type: "sent", status: "stored", body: "{}" });
  const ids = JSON.stringify([idOf(THREAD_FROM), idOf(THREAD_FROM + 1)]);
  await server.db
    .prepare("UPDATE events SET status = 'processed' WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(ids)
    .run();
  await server.db
    .prepare(
      "UPDATE messages SET event_id = printf('evt_%040d', ?1 + substr(event_id, -1)) WHERE event_id IN (?2, ?3)",
    )
    .bind(THREAD_FROM, factOf("shown", 0), factOf("shown", 1))
    .run();
}

type Facts = {
  readonly name: string;
  readonly from: number;
  readonly count: number;
  readonly fromAt: number;
  readonly stepMs: number;
};

function factOf(name: string, index: number): string {
  return `${name}_${String(index).padStart(10, "0")}`;
}

/** Messages in turn sent and answered, in ten campaigns; for every hundredth a call and a meeting. */
async function fillFacts(
  { db, holder }: Server,
  { name, from, count, fromAt, stepMs }: Facts,
): Promise<void> {
  for (let start = from; start < from + count; start += ROWS) {
    const binds = [start, Math.min(start + ROWS, from + count), holder.workspaceId, name, fromAt, stepMs];
    await db.batch(FACTS.map((sql) => db.prepare(sql).bind(...binds)));
  }
}

const NUMBERS =
  "WITH RECURSIVE numbers (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?2)";
const ID = "printf('%s_%010d', ?4, n)";
const AT = "CAST(?5 + n * ?6 AS INTEGER)";
const CONTACT = "printf('%s-%d@prospect.example', ?4, n / 2)";

const FACTS = [
  `${NUMBERS} INSERT INTO messages_arriving (event_id, workspace_id, occurred_at, type, direction, subject, thread,
     conversation_id, conversation_key, campaign_id, from_address, to_address, parties, own_text, reply_kind, run,
     analysis_version)
   SELECT ${ID}, ?3, ${AT}, iif(n % 2, 'reply', 'sent'), iif(n % 2, 'inbound', 'outbound'), 'Follow up',
     printf('thread:%s %d', ?4, n / 2), NULL, NULL, iif(n % 2, NULL, 'campaign ' || (n / 2 % 10)),
     iif(n % 2, ${CONTACT}, 'sarah@company.com'), iif(n % 2, 'sarah@company.com', ${CONTACT}), '[]', NULL,
     iif(n % 2, 'human', NULL), 1, 2
   FROM numbers`,
  `${NUMBERS} INSERT INTO calls (event_id, workspace_id, occurred_at, day, type, title, turns, words, duration_seconds,
     speaker_count, contacts, run, analysis_version)
   SELECT ${ID}, ?3, ${AT}, ${AT} / 86400000, 'transcript', 'Call', 2, 10, 60, 2, json_array(${CONTACT}), 1, 2
   FROM numbers WHERE n % 100 = 0`,
  `${NUMBERS} INSERT INTO outcomes (event_id, workspace_id, occurred_at, day, type, opportunity_id, opportunity_name,
     account, contact_email, amount, currency, run, analysis_version)
   SELECT ${ID}, ?3, ${AT}, ${AT} / 86400000, 'meeting_booked', ${ID}, 'Opportunity', NULL, ${CONTACT}, NULL, '', 1, 2
   FROM numbers WHERE n % 100 = 1`,
];

/** The pages of figures as the API gives them. */
export function analyticsPages({ holder }: Server): readonly Asked[] {
  return PAGES.map((page) => ({
    name: page.replace(/\?.*/, ""),
    path: `/api/v2/analytics/${page}`,
    headers: { api_key: holder.secret },
  }));
}
