import { containsAddress } from "../domain/addresses.ts";
import { createEraser, namesOf } from "../domain/erasure.ts";
import { understandStored } from "../domain/understand.ts";
import { persist } from "../storage/d1.ts";
import { advanceErasure, findOpenErasure, type OpenErasure } from "../storage/erasures.ts";
import { END, findEnd, type Position, START } from "../storage/event-walk.ts";
import { applyRemoval, type Removal } from "../storage/redaction.ts";
import { deleteRejectionsOf, listRejectionBodies } from "../storage/rejection-erasure.ts";
import type { Trace } from "../storage/traces.ts";
import { type Outbox, requeue } from "./requeue.ts";
import { tracesBetween } from "./traces.ts";

/** Events that one step walks over. */
const STEP = 500;
const REJECTIONS_A_STEP = 50;

/** Nobody has so many, but a sender may make them up. */
export const MAX_NAMES = 50;

// An event that a replay or another erasure has changed since it was read is read again.
const TRIES = 3;

/**
 * Moves erasures on while `mayGoOn` says so: those of one workspace, or null for all, one after the other. How many
 * steps were done; nothing is lost when a step is cut short, it is done again.
 */
export async function continueErasures(
  outbox: Outbox,
  workspaceId: string | null,
  mayGoOn: () => boolean,
  now: number,
): Promise<number> {
  let steps = 0;
  while (mayGoOn()) {
    const erasure = await persist(() => findOpenErasure(outbox.db, workspaceId));
    if (erasure === null) break;
    await takeStep(outbox, erasure, now);
    steps++;
  }
  return steps;
}

async function takeStep(outbox: Outbox, erasure: OpenErasure, now: number): Promise<void> {
  switch (erasure.phase) {
    case "names":
      return learnNames(outbox, erasure, now);
    case "events":
      return removeTraces(outbox, erasure, now);
    case "rejections":
      return removeRejections(outbox, erasure, now);
    default:
      return erasure.phase satisfies never;
  }
}

/** First over all events, since one may say the name of which another has only the address. */
async function learnNames({ db }: Outbox, erasure: OpenErasure, now: number): Promise<void> {
  const { address } = erasure;
  const names = new Set(erasure.names);
  const end = await findStepEnd(db, erasure);
  const wanted = { ...erasure, names: [] };
  for await (const traces of tracesBetween(db, wanted, [erasure.cursor, end ?? END])) {
    for (const { kind, body, isStrict } of traces) {
      for (const name of namesOf(kind, body, isStrict, address)) {
        if (names.size < MAX_NAMES) names.add(name);
      }
    }
  }
  const next = end === null ? ({ phase: "events", cursor: START } as const) : at("names", end);
  await persist(() => advanceErasure(db, erasure, { ...next, names: [...names] }, now));
}

async function removeTraces({ db, queue }: Outbox, erasure: OpenErasure, now: number): Promise<void> {
  const { names } = erasure;
  const end = await findStepEnd(db, erasure);
  for (let tries = 1; ; tries++) {
    if (await removeUpTo({ db, queue }, erasure, end ?? END, now)) break;
    if (tries === TRIES)
      throw new Error("events changed again and again while a person was erased from them");
  }
  const next = end === null ? ({ phase: "rejections", cursor: START } as const) : at("events", end);
  await persist(() => advanceErasure(db, erasure, { ...next, names }, now));
}

/** False when something changed meanwhile. */
async function removeUpTo(
  { db, queue }: Outbox,
  erasure: OpenErasure,
  end: Position,
  now: number,
): Promise<boolean> {
  const { address, names, number } = erasure;
  const eraser = createEraser({ address, names }, `erased-${number}`);
  let isWhole = true;
  for await (const traces of tracesBetween(db, erasure, [erasure.cursor, end])) {
    const removal = toRemoval(traces, eraser, address);
    const removed = await persist(() => applyRemoval(db, erasure, removal, now));
    isWhole &&= removed.isWhole;
    await requeue({ db, queue }, removed.due, now);
  }
  return isWhole;
}

function toRemoval(
  traces: readonly Trace[],
  eraser: ReturnType<typeof createEraser>,
  address: string,
): Removal {
  const deleted: string[] = [];
  const redacted: Removal["redacted"][number][] = [];
  const conflicts: number[] = [];
  for (const { source, key, kind, body, isStrict, run } of traces) {
    if (source === "conflict") {
      if (containsAddress(body, address)) conflicts.push(Number(key));
      continue;
    }
    const erased = eraser(kind, body, isStrict);
    if (erased.outcome === "delete") deleted.push(key);
    if (erased.outcome === "redact") {
      const summary = understandStored(kind, erased.body, isStrict)?.understood.summary ?? "";
      redacted.push({ id: key, run, body: erased.body, summary });
    }
  }
  return { deleted, redacted, conflicts };
}

async function removeRejections({ db }: Outbox, erasure: OpenErasure, now: number): Promise<void> {
  const { workspaceId, id, address, cursor, names } = erasure;
  const page = await persist(() => listRejectionBodies(db, workspaceId, cursor, REJECTIONS_A_STEP));
  const theirs = page.filter(({ text }) => containsAddress(text, address)).map(({ seq }) => seq);
  if (theirs.length > 0) await persist(() => deleteRejectionsOf(db, workspaceId, id, theirs));
  const last = page.at(-1);
  const next =
    last === undefined || page.length < REJECTIONS_A_STEP
      ? ({ phase: "done", cursor } as const)
      : at("rejections", [last.receivedAt, last.seq]);
  await persist(() => advanceErasure(db, erasure, { ...next, names }, now));
}

function at<Phase extends OpenErasure["phase"]>(phase: Phase, cursor: Position) {
  return { phase, cursor };
}

function findStepEnd(db: D1Database, { workspaceId, cursor }: OpenErasure): Promise<Position | null> {
  const [to, uptoSeq] = END;
  return persist(() => findEnd(db, { workspaceId, after: cursor, to, uptoSeq }, STEP));
}

/** True from now on for so long. */
export function lasting(milliseconds: number): () => boolean {
  const end = Date.now() + milliseconds;
  return () => Date.now() < end;
}
