import { type Facts, NO_FACTS } from "../domain/facts.ts";
import { persist, Unavailable } from "../storage/d1.ts";
import type { Analysed } from "../storage/facts.ts";
import { loadBodies } from "../storage/outbox.ts";
import { listUnread, markFacts, storeFacts, type Unread } from "../storage/stored-facts.ts";
import { analyse } from "./analyse.ts";
import type { LexiconSource } from "./lexicon.ts";
import { bySize } from "./slices.ts";
import { toLogLine } from "../log-line.ts";

const ROWS = 500;
const ROUNDS = 6;

// An isolate has 128 MB, and what is made of bodies has to fit a parameter of 2,000,000 bytes.
const SLICE_BYTES = 4 * 1024 * 1024;
const FACTS_BYTES = 1_400_000;

/**
 * Makes the facts of events that are stored only, in the order of their arrival, at most ROWS × ROUNDS. Says of how
 * many. Doing it again changes nothing: facts are replaced.
 */
export async function makeStoredFacts(
  db: D1Database,
  getLexicon: LexiconSource,
  now: number,
): Promise<number> {
  let made = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { events, uptoSeq, seen } = await persist(() => listUnread(db, ROWS));
    for (const slice of bySize(events, ({ bodyBytes }) => bodyBytes, SLICE_BYTES))
      await makeSlice(db, getLexicon, slice);
    if (uptoSeq !== null) await persist(() => markFacts(db, uptoSeq, now));
    made += events.length;
    if (seen < ROWS) break;
  }
  return made;
}

async function makeSlice(db: D1Database, getLexicon: LexiconSource, slice: readonly Unread[]): Promise<void> {
  const bodies = await persist(() => loadBodies(db, slice));
  const analysed: Analysed[] = [];
  for (const event of slice) {
    const body = bodies.get(event.id);
    if (body === undefined) continue; // removed since it was listed
    const { workspaceId, id, run } = event;
    analysed.push({ workspaceId, id, run, facts: await analyseQuietly(getLexicon, event, body) });
  }
  for (const part of bySize(analysed, (one) => JSON.stringify(one).length * 3, FACTS_BYTES)) {
    await persist(() => storeFacts(db, part));
  }
}

/** Whatever can't be analysed counts as nothing, since others wait behind it; what is no fault of its own is thrown. */
async function analyseQuietly(getLexicon: LexiconSource, event: Unread, body: string): Promise<Facts> {
  try {
    return await analyse(getLexicon, event, body);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    console.error(
      toLogLine({ message: "no facts of a stored event", event: event.id, error: String(error) }),
    );
    return NO_FACTS;
  }
}
