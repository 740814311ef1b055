import { ANALYSIS_VERSION, type Facts } from "../domain/facts.ts";
import type { DeliveryMark } from "./attempts.ts";
import { countEnded } from "./daily-counts.ts";
import { STILL_DUE, type Ticket } from "./outbox.ts";

/** What processing made of one event, under the run that it was done for. */
export type Outcome = Ticket & DeliveryMark & { readonly occurredAt: number; readonly facts: Facts };

/** What was made of events, for a transaction to forget. `events` is SQL that gives their ids, from these parameters. */
export function forgetFacts(
  db: D1Database,
  events: string,
  ...parameters: readonly (string | number)[]
): readonly D1PreparedStatement[] {
  return ["messages", "calls", "call_speakers"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE event_id IN (${events})`).bind(...parameters),
  );
}

const DUE_IDS = `SELECT e.id FROM ${STILL_DUE}`;

/**
 * Replaces the events' facts and marks them processed, all or none. An event that is gone, done already or due
 * under another run is left as it is: doing it twice changes nothing.
 */
export async function storeOutcomes(
  db: D1Database,
  outcomes: readonly Outcome[],
  now: number,
): Promise<void> {
  const tickets = JSON.stringify(outcomes);
  const statements = [...forgetFacts(db, DUE_IDS, tickets)];
  if (outcomes.some(({ facts }) => facts.message !== null)) {
    statements.push(db.prepare(INSERT_MESSAGES).bind(tickets, ANALYSIS_VERSION));
  }
  if (outcomes.some(({ facts }) => facts.call !== null)) {
    statements.push(
      db.prepare(INSERT_CALLS).bind(tickets, ANALYSIS_VERSION),
      db.prepare(INSERT_SPEAKERS).bind(tickets),
    );
  }
  // Only a message that failed before may have told of this attempt that it began.
  if (outcomes.some(({ attempt }) => attempt > 1)) {
    statements.push(db.prepare(FORGET_ANNOUNCED).bind(tickets));
  }
  statements.push(countEnded(db, "processed", STILL_DUE, tickets, now));
  // Last, since all above hold for pending events only.
  statements.push(db.prepare(MARK_PROCESSED).bind(tickets, now));
  await db.batch(statements);
}

const INSERT_MESSAGES = `INSERT INTO messages (event_id, workspace_id, occurred_at, direction, conversation,
    campaign_id, from_address, to_address, parties, own_text, run, analysis_version)
  SELECT e.id, e.workspace_id, e.occurred_at, m.value ->> 'direction', m.value ->> 'conversation',
    m.value ->> 'campaignId', m.value ->> 'from', m.value ->> 'to', m.value -> 'parties', m.value ->> 'ownText',
    e.run, ?2
  FROM ${STILL_DUE} JOIN json_each(t.value, '$.facts') m ON m.key = 'message' AND m.type = 'object'`;

const INSERT_CALLS = `INSERT INTO calls (event_id, workspace_id, occurred_at, title, turns, words,
    duration_seconds, speaker_count, run, analysis_version)
  SELECT e.id, e.workspace_id, e.occurred_at, c.value ->> 'title', c.value ->> 'turns', c.value ->> 'words',
    c.value ->> 'durationSeconds', c.value ->> 'speakerCount', e.run, ?2
  FROM ${STILL_DUE} JOIN json_each(t.value, '$.facts') c ON c.key = 'call' AND c.type = 'object'`;

const INSERT_SPEAKERS = `INSERT INTO call_speakers (event_id, position, workspace_id, speaker, turns, words, questions)
  SELECT e.id, s.key, e.workspace_id, s.value ->> 'speaker', s.value ->> 'turns', s.value ->> 'words',
    s.value ->> 'questions'
  FROM ${STILL_DUE} JOIN json_each(t.value, '$.facts.call.speakers') s`;

const FORGET_ANNOUNCED = `DELETE FROM attempts WHERE (event_id, run, message_id, attempt) IN (
    SELECT e.id, e.run, t.value ->> 'messageId', t.value ->> 'attempt' FROM ${STILL_DUE})`;

const MARK_PROCESSED = `UPDATE events SET status = 'processed', ended_at = ?2, due_at = NULL, failure = NULL,
    attempts = t.value ->> 'attempt', queued_at = t.value ->> 'queuedAt'
  FROM json_each(?1) t WHERE events.id = t.value ->> 'id' AND events.workspace_id = t.value ->> 'workspaceId'
    AND events.run = t.value ->> 'run' AND events.status = 'pending'`;

export type Results = { readonly message: unknown; readonly call: unknown };

/** What became of one event, in the form of the answer; null for a side that it has not, or not yet. */
export async function findResults(db: D1Database, workspaceId: string, eventId: string): Promise<Results> {
  const row = await db
    .prepare(
      `SELECT (
         SELECT json_object('direction', direction, 'conversation', conversation, 'campaignId', campaign_id,
           'from', from_address, 'to', to_address, 'parties', json(parties), 'ownText', own_text)
         FROM messages WHERE event_id = ?2 AND workspace_id = ?1) AS message, (
         SELECT json_object('title', title, 'turns', turns, 'words', words, 'durationSeconds', duration_seconds,
           'speakerCount', speaker_count, 'speakers', (
             SELECT json_group_array(json_object('speaker', speaker, 'turns', s.turns, 'words', s.words,
               'talkShare', iif(c.words = 0, NULL, 1.0 * s.words / c.words), 'questions', questions)
               ORDER BY position)
             FROM call_speakers s WHERE s.event_id = ?2 AND s.workspace_id = ?1))
         FROM calls c WHERE event_id = ?2 AND workspace_id = ?1) AS call`,
    )
    .bind(workspaceId, eventId)
    .first<{ message: string | null; call: string | null }>();
  return {
    message: row === null || row.message === null ? null : JSON.parse(row.message),
    call: row === null || row.call === null ? null : JSON.parse(row.call),
  };
}
