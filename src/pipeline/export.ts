import { persist } from "../storage/d1.ts";
import { type ExportedEvent, listSizes, loadExported } from "../storage/event-export.ts";
import { END, findEnd, type Position } from "../storage/event-walk.ts";
import { bySize } from "./slices.ts";

// A Worker may ask D1 only so often within one request, and has 128 MB: many events a look, few bytes at once.
const LOOK = 5_000;
const SLICE_BYTES = 4 * 1024 * 1024;

/** The events of a time range in the order of their own time, some at a time. Those that arrive meanwhile may be missed. */
export async function* exportEvents(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): AsyncGenerator<readonly ExportedEvent[]> {
  const [, uptoSeq] = END;
  let after: Position | null = [from, 0];
  while (after !== null) {
    const start: Position = after;
    const end: Position | null = await persist(() =>
      findEnd(db, { workspaceId, after: start, to, uptoSeq }, LOOK),
    );
    const sizes = await persist(() => listSizes(db, workspaceId, [start, end ?? [to, uptoSeq]]));
    for (const slice of bySize(sizes, ({ bytes }) => bytes, SLICE_BYTES)) {
      yield await persist(() => loadExported(db, workspaceId, slice));
    }
    after = end;
  }
}
