import type { EventStatus, NewEvent } from "./events.ts";
import { type AddressHashes, bindHashes, nobodySuppressed, noneOfThemSuppressed } from "./suppressed.ts";

/** What D1 decided: the row that is kept under the id, and whether this very arrival made it. */
export type Insertion = {
  readonly isFirst: boolean;
  readonly receivedAt: number;
  readonly status: EventStatus;
  readonly firstArrival: string;
  readonly contentHash: string;
  readonly understoodVersion: number;
};

// How many arrivals a row remembers: as many may come between a statement whose answer is lost and its next try.
const ARRIVALS = 8;
const ARRIVAL_CHARACTERS = 37;

/** SQL for `last_arrival` with this arrival in it, the latest first. */
export function withArrival(arrival: string): string {
  return `iif(instr(first_arrival || ' ' || last_arrival, ${arrival}) > 0, last_arrival,
    substr(${arrival} || ' ' || last_arrival, 1, ${ARRIVALS * ARRIVAL_CHARACTERS}))`;
}

const COLUMNS = `id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status, due_at,
  first_arrival, last_arrival, content_hash, understood_version, strict, body`;

// Of any number of concurrent arrivals one is first. Run again with the same arrival it changes nothing.
const OR_COUNT_DUPLICATE = `ON CONFLICT (id) DO UPDATE SET
    duplicates = duplicates + (instr(first_arrival || ' ' || last_arrival, excluded.first_arrival) = 0),
    last_duplicate_at = iif(excluded.first_arrival = first_arrival, last_duplicate_at, excluded.received_at),
    last_arrival = ${withArrival("excluded.first_arrival")}
  RETURNING id, received_at, status, first_arrival, content_hash, understood_version`;

type KeptRow = {
  id: string;
  received_at: number;
  status: EventStatus;
  first_arrival: string;
  content_hash: string;
  understood_version: number;
};

/**
 * Keeps the event, or counts a duplicate of the one that is kept: one statement, which says the same when it runs
 * again. Null when the event names somebody who is suppressed; without hashes, when anybody is.
 */
export async function insertEvent(
  db: D1Database,
  event: NewEvent,
  hashes: AddressHashes,
): Promise<Insertion | null> {
  const row = await db
    .prepare(
      `INSERT INTO events (${COLUMNS})
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14, ?15, ?16
       WHERE ${nobodySuppressed("?2", "?17", hashes)} ${OR_COUNT_DUPLICATE}`,
    )
    .bind(
      event.id,
      event.workspaceId,
      event.kind,
      event.type,
      event.occurredAt,
      event.receivedAt,
      event.provider,
      event.keyId,
      event.summary,
      event.status,
      event.dueAt,
      event.arrival,
      event.contentHash,
      event.understoodVersion,
      event.isStrict ? 1 : 0,
      event.body,
      bindHashes(hashes),
    )
    .first<KeptRow>();
  return row === null ? null : toInsertion(row, event);
}

/** An event with the hashes of the addresses in it, as `insertEvent` takes them. */
export type Arrival = { readonly event: NewEvent; readonly hashes: AddressHashes };

const FIELDS = [
  "id",
  "workspaceId",
  "kind",
  "type",
  "occurredAt",
  "receivedAt",
  "provider",
  "keyId",
  "summary",
  "status",
  "dueAt",
  "arrival",
  "arrival",
  "contentHash",
  "understoodVersion",
  "isStrict",
  "body",
] as const satisfies readonly (keyof NewEvent)[];

const INSERT_MANY = `INSERT INTO events (${COLUMNS})
  SELECT ${FIELDS.map((field) => `a.value ->> '${field}'`).join(", ")} FROM json_each(?1) a
  WHERE ${noneOfThemSuppressed("a")}
  ${OR_COUNT_DUPLICATE}`;

/**
 * Does for many events what `insertEvent` does for one, in one statement. By arrival, in which those are missing for
 * which `insertEvent` says null. The caller bounds the bytes.
 */
export async function insertEvents(
  db: D1Database,
  arrivals: readonly Arrival[],
): Promise<ReadonlyMap<string, Insertion>> {
  const { results } = await db.prepare(INSERT_MANY).bind(bindArrivals(arrivals)).all<KeptRow>();
  // By id and never by order: SQLite promises none. What came twice has two rows that say the same.
  const kept = new Map(results.map((row) => [row.id, row]));
  return new Map(
    arrivals.flatMap(({ event }) => {
      const row = kept.get(event.id);
      return row === undefined ? [] : [[event.arrival, toInsertion(row, event)]];
    }),
  );
}

/** Bytes that an arrival takes in the parameter of a statement for many. */
export function sizeInParameter(arrival: Arrival): number {
  return new TextEncoder().encode(bindArrivals([arrival])).byteLength;
}

/** The parameter of a statement for many. */
export function bindArrivals(arrivals: readonly Arrival[]): string {
  return JSON.stringify(
    arrivals.map(({ event, hashes }) => ({ ...event, summary: event.summary.toWellFormed(), hashes })),
  );
}

function toInsertion(row: KeptRow, { arrival }: NewEvent): Insertion {
  return {
    isFirst: row.first_arrival === arrival,
    receivedAt: row.received_at,
    status: row.status,
    firstArrival: row.first_arrival,
    contentHash: row.content_hash,
    understoodVersion: row.understood_version,
  };
}
