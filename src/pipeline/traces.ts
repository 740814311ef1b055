import { ESCAPE_SIGNS, isPlainAddress } from "../domain/addresses.ts";
import { persist } from "../storage/d1.ts";
import type { Position } from "../storage/event-walk.ts";
import { findNamed, findSuspects, loadSuspects, type Suspect, type Trace } from "../storage/traces.ts";
import { bySize } from "./slices.ts";

const SLICE_BYTES = 4 * 1024 * 1024;

export const MAX_NAMED = 200;
const NAMED_BYTES = 8_000_000;

export type Wanted = {
  readonly workspaceId: string;
  /** In canonical form. */
  readonly address: string;
  /** Names of the person to look for as well. */
  readonly names: readonly string[];
};

/**
 * The bodies of a stretch of events that may hold the address or one of the names, and some that don't; a bounded number
 * of bytes at a time.
 */
export async function* tracesBetween(
  db: D1Database,
  { workspaceId, address, names }: Wanted,
  stretch: readonly [Position, Position],
): AsyncGenerator<readonly Trace[]> {
  const needles = [isPlainAddress(address) ? address : null, ...names.map(needleOf)];
  const all = needles.filter((needle) => needle !== null);
  const isComplete = all.length === needles.length;
  const suspects = await persist(() =>
    findSuspects(db, workspaceId, stretch, isComplete ? [...new Set(all)] : null, ESCAPE_SIGNS),
  );
  yield* load(db, workspaceId, suspects);
}

/** Those of the latest MAX_NAMED events that the search finds by the address, up to a minute ago, and of NAMED_BYTES of them. */
export async function* walkNamed(db: D1Database, { workspaceId, address }: Wanted): AsyncGenerator<Trace> {
  const suspects = await persist(() => findNamed(db, workspaceId, address, MAX_NAMED));
  let bytes = 0;
  const read = suspects.filter((suspect) => (bytes += suspect.bytes) <= NAMED_BYTES);
  for await (const traces of load(db, workspaceId, read)) yield* traces;
}

async function* load(
  db: D1Database,
  workspaceId: string,
  suspects: readonly Suspect[],
): AsyncGenerator<readonly Trace[]> {
  for (const slice of bySize(suspects, ({ bytes }) => bytes, SLICE_BYTES)) {
    yield await persist(() => loadSuspects(db, workspaceId, slice));
  }
}

/** The longest word of a name in the lower case that a database knows; null where it knows none. */
function needleOf(name: string): string | null {
  if (!/^\p{ASCII}*$/u.test(name)) return null;
  const words = name.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [];
  return words.toSorted((one, other) => other.length - one.length)[0] ?? null;
}
