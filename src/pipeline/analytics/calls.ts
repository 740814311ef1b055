import * as v from "valibot";

import { toCallFigures } from "../../domain/analytics/figures.ts";
import { turn } from "../../domain/fields/turn.ts";
import { toTurns } from "../../domain/transcript.ts";
import { understandStored } from "../../domain/understand.ts";
import { listCalls, readCallDays } from "../../storage/analytics-calls.ts";
import { persist } from "../../storage/d1.ts";
import { findEvent } from "../../storage/events.ts";
import { findResults } from "../../storage/results.ts";
import { type Days, describeRange, type Range } from "./range.ts";
import { cutPage, type TimePageAsked, toIso } from "./time-page.ts";

export async function pageCalls(db: D1Database, workspaceId: string, range: Range, asked: TimePageAsked) {
  const { fromAt, toAt, previous } = range;
  const count = (days: Days) => persist(() => readCallDays(db, workspaceId, days.from, days.to));
  const [found, present, past] = await Promise.all([
    persist(() => listCalls(db, { workspaceId, fromAt, toAt, ...asked })),
    count(range),
    count(previous),
  ]);
  const { items, hasMore, next } = cutPage(found, asked.limit, ({ occurredAt, id }) => [occurredAt, id]);
  return {
    range: describeRange(range),
    totals: toCallFigures(present),
    previous: toCallFigures(past),
    hasMore,
    next,
    calls: items.map(({ id, occurredAt, ...call }) => ({
      oId: id,
      eventTimestamp: toIso(occurredAt),
      ...call,
    })),
  };
}

const transcriptSchema = v.fallback(v.union([v.string(), v.array(turn)]), []);

/** A call with its measures and all its turns; null where there is none, or nothing was made of it yet. */
export async function findCall(db: D1Database, workspaceId: string, id: string) {
  const [event, { call: measures }] = await Promise.all([
    persist(() => findEvent(db, workspaceId, id)),
    persist(() => findResults(db, workspaceId, id)),
  ]);
  if (event === null || measures === null) return null;
  const stored = understandStored(event.kind, event.body, event.isStrict)?.understood.event;
  const transcript = v.parse(transcriptSchema, stored?.["transcript"]);
  const turns = transcript.length === 0 ? [] : toTurns(transcript);
  return { event, measures, participants: stored?.["participants"] ?? [], turns };
}

/** The same with a page of its turns. */
export async function readCall(
  db: D1Database,
  workspaceId: string,
  id: string,
  page: { readonly limit: number; readonly after: number },
) {
  const found = await findCall(db, workspaceId, id);
  if (found === null) return null;
  const { event, measures, participants, turns } = found;
  const end = page.after + page.limit;
  return {
    oId: id,
    eventTimestamp: toIso(event.occurredAt),
    type: event.type,
    participants,
    measures,
    hasMore: end < turns.length,
    next: end < turns.length ? end : null,
    turns: turns.slice(page.after, end).map(({ speaker, text, startTime, endTime }) => ({
      speaker,
      text,
      startSeconds: startTime ?? null,
      endSeconds: endTime ?? null,
    })),
  };
}
