import { canonicalAddress } from "../domain/canonical.ts";
import { containsAddress } from "../domain/addresses.ts";
import { persist } from "../storage/d1.ts";
import { END, findEnd, type Position, START } from "../storage/event-walk.ts";
import { findResults, type Results } from "../storage/facts.ts";
import { listRejectionBodies } from "../storage/rejection-erasure.ts";
import type { Trace } from "../storage/traces.ts";
import { tracesBetween } from "./traces.ts";

const STEP = 500;
const REJECTIONS_A_PAGE = 50;

/** Something that the workspace has of a person. */
export type SubjectRecord =
  | { readonly record: "event"; readonly trace: Trace; readonly results: Results }
  | { readonly record: "conflict"; readonly trace: Trace }
  | {
      readonly record: "rejection";
      readonly id: string;
      readonly kind: string;
      readonly receivedAt: number;
      readonly provider: string;
      readonly body: string;
    };

/** Everything in which the address stands: events with their results, conflicts, refused bodies. */
export async function* findSubjectData(
  db: D1Database,
  workspaceId: string,
  email: string,
): AsyncGenerator<SubjectRecord> {
  const address = canonicalAddress(email) ?? email;
  const [to, uptoSeq] = END;
  for (let after: Position | null = START; after !== null;) {
    const start: Position = after;
    const end: Position | null = await persist(() =>
      findEnd(db, { workspaceId, after: start, to, uptoSeq }, STEP),
    );
    for await (const traces of tracesBetween(db, { workspaceId, address, names: [] }, [start, end ?? END])) {
      for (const trace of traces) {
        if (!containsAddress(trace.body, address)) continue;
        if (trace.source === "conflict") yield { record: "conflict", trace };
        else {
          const results = await persist(() => findResults(db, workspaceId, trace.eventId));
          yield { record: "event", trace, results };
        }
      }
    }
    after = end;
  }
  yield* findRejectionsOf(db, workspaceId, address);
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
