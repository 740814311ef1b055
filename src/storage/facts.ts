import { ANALYSIS_VERSION, type Facts } from "../domain/facts.ts";
import type { DeliveryMark } from "./attempts.ts";
import { countEnded } from "./daily-counts.ts";
import { STILL_DUE, type Ticket } from "./outbox.ts";

/** What was made of one event, under the run that it was done for. */
export type Analysed = Ticket & { readonly facts: Facts };

/** The same where processing made it. */
export type Outcome = Analysed & DeliveryMark & { readonly occurredAt: number };

/** What was made of events, for a transaction to forget. `events` is SQL that gives their ids, from these parameters. */
export function forgetFacts(
  db: D1Database,
  events: string,
  ...parameters: readonly (string | number)[]
): readonly D1PreparedStatement[] {
  return ["messages", "signals", "outcomes", "calls", "call_speakers"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE event_id IN (${events})`).bind(...parameters),
  );
}

/**
 * Puts facts in the place of all that was made of the same events before. `guard` is SQL that names the events `e`
 * which they may still be stored for, with the facts as `t`, a JSON list in ?1.
 */
export function replaceFacts(
  db: D1Database,
  guard: string,
  analysed: readonly Analysed[],
): readonly D1PreparedStatement[] {
  const list = JSON.stringify(analysed);
  const has = (side: keyof Facts) => analysed.some(({ facts }) => facts[side] !== null);
  const statements: D1PreparedStatement[] = [];
  // A message takes the place of the one before by itself, and leaves what did not change.
  if (analysed.some(({ facts }) => facts.message === null)) {
    const others = `SELECT e.id FROM ${guard} AND t.value ->> '$.facts.message' IS NULL`;
    statements.push(...forgetFacts(db, others, list));
  }
  const insert = (sql: string) => statements.push(db.prepare(sql).bind(list, ANALYSIS_VERSION));
  if (has("message")) insert(insertMessages(guard));
  if (has("signal")) insert(insertSignals(guard));
  if (has("outcome")) insert(insertOutcomes(guard));
  if (has("call")) {
    insert(insertCalls(guard));
    statements.push(db.prepare(insertSpeakers(guard)).bind(list));
  }
  return statements;
}

/**
 * Replaces the events' facts and marks them processed, all or none. An event that is gone, done already or due
 * under another run is left as it is: doing it twice changes nothing.
 */
export async function storeOutcomes(
  db: D1Database,
  outcomes: readonly Outcome[],
  now: number,
): Promise<void> {
  const tickets = JSON.stringify(outcomes.map(({ facts: _facts, ...ticket }) => ticket));
  const statements = [...replaceFacts(db, STILL_DUE, outcomes)];
  // Only a message that failed before may have told of this attempt that it began.
  if (outcomes.some(({ attempt }) => attempt > 1)) {
    statements.push(db.prepare(FORGET_ANNOUNCED).bind(tickets));
  }
  statements.push(countEnded(db, "processed", STILL_DUE, tickets, now));
  // Last, since all above hold for pending events only.
  statements.push(db.prepare(MARK_PROCESSED).bind(tickets, now));
  await db.batch(statements);
}

/** The day of the event in the workspace's time zone, counted from 1970-01-01 there. */
export function localDay(table: string): string {
  return `CAST(floor((${table}.occurred_at + coalesce((SELECT z.offset_ms FROM zone_offsets z
    WHERE z.workspace_id = ${table}.workspace_id AND z.from_at <= ${table}.occurred_at
    ORDER BY z.from_at DESC LIMIT 1), 0)) / 86400000.0) AS INTEGER)`;
}

// Into a view: its trigger works out what each message answers, with those before it in the list there already.
function insertMessages(guard: string): string {
  return `INSERT INTO messages_arriving (event_id, workspace_id, occurred_at, type, direction, subject, thread,
      conversation_id, conversation_key, campaign_id, from_address, to_address, parties, own_text, reply_kind, run,
      analysis_version)
    SELECT e.id, e.workspace_id, e.occurred_at, e.type, m.value ->> 'direction', m.value ->> 'subject',
      m.value ->> 'thread', m.value ->> 'conversationId', m.value ->> 'conversationKey', m.value ->> 'campaignId',
      m.value ->> 'from', m.value ->> 'to', m.value -> 'parties', m.value ->> 'ownText', m.value ->> 'replyKind',
      e.run, ?2
    FROM ${guard} JOIN json_each(t.value, '$.facts') m ON m.key = 'message' AND m.type = 'object'`;
}

// What a signal is about, by one of the two keys of a message.
function campaignOf(key: string): string {
  return `(SELECT o.campaign FROM messages o WHERE o.workspace_id = e.workspace_id AND o.${key} = s.value ->> 'link'
    AND o.direction = 'outbound' AND o.contact = s.value ->> 'contact' AND o.occurred_at <= e.occurred_at
    ORDER BY o.occurred_at DESC, o.event_id DESC LIMIT 1)`;
}

function insertSignals(guard: string): string {
  return `INSERT INTO signals (event_id, workspace_id, occurred_at, day, type, contact, sender, link, campaign_id,
      campaign, run, analysis_version)
    SELECT e.id, e.workspace_id, e.occurred_at, ${localDay("e")}, e.type, s.value ->> 'contact',
      s.value ->> 'sender', s.value ->> 'link', s.value ->> 'campaignId',
      coalesce(s.value ->> 'campaignId', ${campaignOf("thread")}, ${campaignOf("conversation_key")}, ''), e.run, ?2
    FROM ${guard} JOIN json_each(t.value, '$.facts') s ON s.key = 'signal' AND s.type = 'object'`;
}

function insertOutcomes(guard: string): string {
  return `INSERT INTO outcomes (event_id, workspace_id, occurred_at, day, type, opportunity_id, opportunity_name,
      account, contact_email, amount, currency, run, analysis_version)
    SELECT e.id, e.workspace_id, e.occurred_at, ${localDay("e")}, e.type, o.value ->> 'opportunityId',
      o.value ->> 'opportunityName', o.value ->> 'account', o.value ->> 'contactEmail', o.value ->> 'amount',
      o.value ->> 'currency', e.run, ?2
    FROM ${guard} JOIN json_each(t.value, '$.facts') o ON o.key = 'outcome' AND o.type = 'object'`;
}

function insertCalls(guard: string): string {
  return `INSERT INTO calls (event_id, workspace_id, occurred_at, day, type, title, turns, words, duration_seconds,
      basis, talk_ms, switches, interactivity, patience_ms, internal_share, speaker_count, contacts, run,
      analysis_version)
    SELECT e.id, e.workspace_id, e.occurred_at, ${localDay("e")}, e.type, c.value ->> 'title', c.value ->> 'turns',
      c.value ->> 'words', c.value ->> 'durationSeconds', c.value ->> '$.talk.basis',
      c.value ->> '$.talk.talkMs', c.value ->> '$.talk.switches', c.value ->> '$.talk.interactivity',
      c.value ->> '$.talk.patienceMs', c.value ->> '$.talk.internalShare', c.value ->> 'speakerCount', c.value -> 'contacts', e.run, ?2
    FROM ${guard} JOIN json_each(t.value, '$.facts') c ON c.key = 'call' AND c.type = 'object'`;
}

function insertSpeakers(guard: string): string {
  return `INSERT INTO call_speakers (event_id, position, workspace_id, speaker, turns, words, questions, side, talk_ms,
      longest_monologue_ms, words_per_minute, patience_ms)
    SELECT e.id, s.key, e.workspace_id, s.value ->> 'speaker', s.value ->> 'turns', s.value ->> 'words',
      s.value ->> 'questions', s.value ->> 'side', s.value ->> 'talkMs', s.value ->> 'longestMonologueMs',
      s.value ->> 'wordsPerMinute', s.value ->> 'patienceMs'
    FROM ${guard} JOIN json_each(t.value, '$.facts.call.speakers') s`;
}

const FORGET_ANNOUNCED = `DELETE FROM attempts WHERE (event_id, run, message_id, attempt) IN (
    SELECT e.id, e.run, t.value ->> 'messageId', t.value ->> 'attempt' FROM ${STILL_DUE})`;

const MARK_PROCESSED = `UPDATE events SET status = 'processed', ended_at = ?2, due_at = NULL, failure = NULL,
    attempts = t.value ->> 'attempt', queued_at = t.value ->> 'queuedAt'
  FROM json_each(?1) t WHERE events.id = t.value ->> 'id' AND events.workspace_id = t.value ->> 'workspaceId'
    AND events.run = t.value ->> 'run' AND events.status = 'pending'`;
