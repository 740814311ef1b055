// What is in D1 when all is over.
import * as v from "valibot";

import { query } from "./side-door.ts";

/** Rows asked for at once: their bodies come along. */
const PAGE = 500;

const eventRow = v.object({
  seq: v.number(),
  id: v.string(),
  workspace_id: v.string(),
  kind: v.string(),
  type: v.string(),
  status: v.string(),
  duplicates: v.number(),
  body: v.string(),
});

/** `facts` is a JSON list of what processing made of the event. */
const factsRow = v.object({ event_id: v.string(), workspace_id: v.string(), facts: v.string() });

const rejectionRow = v.object({
  seq: v.number(),
  id: v.string(),
  workspace_id: v.string(),
  key_id: v.string(),
  code: v.string(),
  fault: v.string(),
  received_at: v.number(),
  body: v.string(),
});

const countRow = v.object({
  workspace_id: v.string(),
  key_id: v.string(),
  code: v.string(),
  count: v.number(),
});

const conflictRow = v.object({ event_id: v.string(), workspace_id: v.string(), body: v.string() });

export type EventRow = v.InferOutput<typeof eventRow>;
export type FactsRow = v.InferOutput<typeof factsRow>;
export type RejectionRow = v.InferOutput<typeof rejectionRow>;

export type Stock = {
  readonly events: readonly EventRow[];
  readonly messages: readonly FactsRow[];
  readonly calls: readonly FactsRow[];
  /** Speakers of calls that there are not. */
  readonly strayedSpeakers: number;
  readonly conflicts: readonly v.InferOutput<typeof conflictRow>[];
  readonly rejections: readonly RejectionRow[];
  readonly counts: readonly v.InferOutput<typeof countRow>[];
};

export async function takeStock(origin: string): Promise<Stock> {
  const [strayed] = await query(
    origin,
    v.object({ n: v.number() }),
    `SELECT count(*) AS n FROM call_speakers s WHERE NOT EXISTS (
       SELECT 1 FROM calls c WHERE c.event_id = s.event_id AND c.workspace_id = s.workspace_id)`,
  );
  return {
    events: await inPages(
      origin,
      eventRow,
      "SELECT seq, id, workspace_id, kind, type, status, duplicates, body FROM events",
    ),
    messages: await query(
      origin,
      factsRow,
      "SELECT event_id, workspace_id, json_array(direction) AS facts FROM messages",
    ),
    calls: await query(
      origin,
      factsRow,
      `SELECT event_id, workspace_id, json_array(turns, words, speaker_count,
         (SELECT count(*) FROM call_speakers s WHERE s.event_id = c.event_id),
         (SELECT sum(turns) FROM call_speakers s WHERE s.event_id = c.event_id),
         (SELECT sum(words) FROM call_speakers s WHERE s.event_id = c.event_id)) AS facts FROM calls c`,
    ),
    strayedSpeakers: strayed?.n ?? 0,
    conflicts: await query(origin, conflictRow, "SELECT event_id, workspace_id, body FROM conflicts"),
    rejections: await inPages(
      origin,
      rejectionRow,
      "SELECT seq, id, workspace_id, key_id, code, fault, received_at, body FROM rejections",
    ),
    counts: await query(
      origin,
      countRow,
      "SELECT workspace_id, key_id, code, sum(count) AS count FROM refusal_counts GROUP BY 1, 2, 3",
    ),
  };
}

async function inPages<const S extends v.GenericSchema<unknown, { seq: number }>>(
  origin: string,
  row: S,
  select: string,
): Promise<v.InferOutput<S>[]> {
  const rows: v.InferOutput<S>[] = [];
  for (let last = 0; ;) {
    const page = await query(origin, row, `${select} WHERE seq > ?1 ORDER BY seq LIMIT ${PAGE}`, [last]);
    rows.push(...page);
    const end = page.at(-1);
    if (end === undefined) return rows;
    last = end.seq;
  }
}
