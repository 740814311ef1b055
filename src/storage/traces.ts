// Where a person has left traces: events and the conflicts beside them, in the order of a walk over the events.

import type { Position } from "./event-walk.ts";
import { toMatch } from "./event-text.ts";

/** What may hold an address, so far known by its size only. */
export type Suspect = {
  readonly source: "event" | "conflict";
  /** The event's id, or the conflict's number as text. */
  readonly key: string;
  readonly eventId: string;
  readonly kind: string;
  readonly bytes: number;
};

export type Trace = Suspect & {
  readonly body: string;
  readonly status: string;
  readonly run: number;
  readonly provider: string;
  readonly isStrict: boolean;
  readonly receivedAt: number;
};

const IN_WINDOW = `e.workspace_id = ?1 AND e.occurred_at BETWEEN ?2 AND ?4
  AND (e.occurred_at, e.seq) > (?2, ?3) AND (e.occurred_at, e.seq) <= (?4, ?5)`;

// ?6 and ?7 are JSON lists, ?6 null when no needle can be relied on.
function mayHold(body: string): string {
  return `(?6 IS NULL
    OR EXISTS (SELECT 1 FROM json_each(?6) n WHERE instr(lower(${body}), n.value) > 0)
    OR EXISTS (SELECT 1 FROM json_each(?7) x WHERE instr(${body}, x.value) > 0))`;
}

// Of events `e` that the text finds or joins, those and the conflicts beside them.
function suspectsIn(events: string, mayBe: (body: string) => string): string {
  return `SELECT 'event' AS source, e.id AS key, e.id AS eventId, e.kind, octet_length(e.body) AS bytes
    FROM ${events} WHERE ${mayBe("e.body")}
    UNION ALL
    SELECT 'conflict', CAST(c.seq AS TEXT), e.id, e.kind, octet_length(c.body)
    FROM ${events} CROSS JOIN conflicts c ON c.event_id = e.id WHERE ${mayBe("c.body")}`;
}

/**
 * Those of a stretch of events whose body may hold what is looked for. One of the `needles`, in lower case, stands in
 * every such body, or one of the `escapes` does; null when no such thing can be said.
 */
export async function findSuspects(
  db: D1Database,
  workspaceId: string,
  [from, to]: readonly [Position, Position],
  needles: readonly string[] | null,
  escapes: readonly string[],
): Promise<readonly Suspect[]> {
  const { results } = await db
    .prepare(suspectsIn("events e", (body) => `${IN_WINDOW} AND ${mayHold(body)}`))
    .bind(
      workspaceId,
      ...from,
      ...to,
      needles === null ? null : JSON.stringify(needles),
      JSON.stringify(escapes),
    )
    .all<Suspect>();
  return results;
}

/** Those of the latest events that the search finds by the text; see `toMatch`. */
export async function findNamed(
  db: D1Database,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<readonly Suspect[]> {
  const found = `(SELECT rowid AS n FROM event_text WHERE event_text MATCH ?2 ORDER BY rowid DESC LIMIT ?3)
    CROSS JOIN events e ON e.seq = n AND e.workspace_id = ?1`;
  const { results } = await db
    .prepare(suspectsIn(found, () => "true"))
    .bind(workspaceId, toMatch(workspaceId, text), limit)
    .all<Suspect>();
  return results;
}

/** The suspects whole, as far as they are still there. The caller bounds how much that is. */
export async function loadSuspects(
  db: D1Database,
  workspaceId: string,
  suspects: readonly Suspect[],
): Promise<readonly Trace[]> {
  const { results } = await db
    .prepare(
      `SELECT s.key AS place, e.body, e.status, e.run, e.provider, e.strict, e.received_at
       FROM json_each(?2) s CROSS JOIN events e ON e.id = s.value ->> 'key' AND e.workspace_id = ?1
       WHERE s.value ->> 'source' = 'event'
       UNION ALL
       SELECT s.key, c.body, e.status, e.run, c.provider, c.strict, c.first_at
       FROM json_each(?2) s CROSS JOIN conflicts c ON c.seq = CAST(s.value ->> 'key' AS INTEGER)
         JOIN events e ON e.id = c.event_id AND e.workspace_id = ?1
       WHERE s.value ->> 'source' = 'conflict'`,
    )
    .bind(workspaceId, JSON.stringify(suspects))
    .all<{
      place: number;
      body: string;
      status: string;
      run: number;
      provider: string;
      strict: number;
      received_at: number;
    }>();
  return results.flatMap(({ place, received_at: receivedAt, strict, ...row }) => {
    const suspect = suspects[place];
    return suspect === undefined ? [] : [{ ...suspect, ...row, isStrict: strict === 1, receivedAt }];
  });
}
