import { canonicalAddress } from "../domain/canonical.ts";
import { containsAddress } from "../domain/addresses.ts";
import { createEraser, namesOf } from "../domain/erasure.ts";
import { persist } from "../storage/d1.ts";
import { END, findEnd, type Position, START } from "../storage/event-walk.ts";
import { listRejectionBodies } from "../storage/rejection-erasure.ts";
import type { Trace } from "../storage/traces.ts";
import { MAX_NAMES } from "./erase.ts";
import { tracesBetween, walkNamed, type Wanted } from "./traces.ts";

const STEP = 500;
const REJECTIONS_A_PAGE = 50;

/** Something that the workspace has of a person. */
export type SubjectRecord =
  /** An event by what would become of it, or a conflict. */
  | { readonly record: "delete" | "redact" | "conflict"; readonly trace: Trace }
  | {
      readonly record: "rejection";
      readonly id: string;
      readonly kind: string;
      readonly receivedAt: number;
      readonly provider: string;
      readonly body: string;
    };

type Look = (db: D1Database, wanted: Wanted) => AsyncIterable<Trace>;

/**
 * How much of each erasing would touch, among the refused bodies and the events that the search finds by the address; no
 * entry for what there is none of.
 */
export async function countSubjectData(
  db: D1Database,
  workspaceId: string,
  email: string,
): Promise<Partial<Readonly<Record<SubjectRecord["record"], number>>>> {
  const counts: Partial<Record<SubjectRecord["record"], number>> = {};
  for await (const { record } of findSubjectData(db, workspaceId, email, walkNamed)) {
    counts[record] = (counts[record] ?? 0) + 1;
  }
  return counts;
}

/** Everything that erasing the person would touch, as far as `look` comes upon it: by itself upon all. */
export async function* findSubjectData(
  db: D1Database,
  workspaceId: string,
  email: string,
  look: Look = walkTraces,
): AsyncGenerator<SubjectRecord> {
  const address = canonicalAddress(email) ?? email;
  const names = new Set<string>();
  for await (const { kind, body, isStrict } of look(db, { workspaceId, address, names: [] })) {
    for (const name of namesOf(kind, body, isStrict, address)) names.add(name);
  }
  const subject = { address, names: [...names].slice(0, MAX_NAMES) };
  const eraser = createEraser(subject, "erased-1");
  for await (const trace of look(db, { workspaceId, ...subject })) {
    if (trace.source === "conflict") {
      if (containsAddress(trace.body, address)) yield { record: "conflict", trace };
    } else {
      const { outcome } = eraser(trace.kind, trace.body, trace.isStrict);
      if (outcome !== "untouched") yield { record: outcome, trace };
    }
  }
  yield* findRejectionsOf(db, workspaceId, address);
}

/** What may be of the person, over all events of the workspace. */
async function* walkTraces(db: D1Database, wanted: Wanted): AsyncGenerator<Trace> {
  const { workspaceId } = wanted;
  const [to, uptoSeq] = END;
  for (let after: Position | null = START; after !== null;) {
    const start: Position = after;
    const end: Position | null = await persist(() =>
      findEnd(db, { workspaceId, after: start, to, uptoSeq }, STEP),
    );
    for await (const traces of tracesBetween(db, wanted, [start, end ?? END])) yield* traces;
    after = end;
  }
}

async function* findRejectionsOf(
  db: D1Database,
  workspaceId: string,
  address: string,
): AsyncGenerator<SubjectRecord> {
  for (let after: Position = START; ;) {
    const start = after;
    const page = await persist(() => listRejectionBodies(db, workspaceId, start, REJECTIONS_A_PAGE));
    for (const { text, seq: _seq, ...rejection } of page) {
      if (containsAddress(text, address)) yield { record: "rejection", ...rejection };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < REJECTIONS_A_PAGE) return;
    after = [last.receivedAt, last.seq];
  }
}
