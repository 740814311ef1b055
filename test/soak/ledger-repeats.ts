import { type Account, type Line, none, sum } from "./ledger.ts";
import type { Run } from "./run.ts";
import type { Outcome } from "./sender.ts";
import type { EventRow } from "./stock.ts";

// Repeats that a marker answered are written three seconds later: what a kill may take along.
const UNWRITTEN_MS = 5_000;

/**
 * Between these the count of an event's repeats must lie. Exact is: what D1 answered is counted, and nothing that did
 * not arrive is. A repeat that a marker answered is in memory for three seconds: it may be missing after a kill.
 */
export function repeatLines(
  { kills, notes }: Run,
  rows: ReadonlyMap<string, EventRow>,
  accounts: readonly Account[],
): readonly Line[] {
  const isExcused = (outcome: Outcome) =>
    byMarker(outcome) &&
    kills.some(({ at }) => outcome.answeredAt <= at && outcome.answeredAt > at - UNWRITTEN_MS);
  const counted = accounts.map(({ ids }) => sum([...ids].map((id) => rows.get(id)?.duplicates ?? 0)));
  const repeats = accounts.map(({ accepted }) => accepted.filter(isRepeat));
  const missing = sum(repeats.map((outcomes, index) => Math.max(0, outcomes.length - (counted[index] ?? 0))));
  const excused = sum(repeats.map((outcomes) => outcomes.filter(isExcused).length));
  const lost = sum(notes.map(({ repeatsLost }) => repeatsLost));
  return [
    {
      about: "repeats answered by D1, counted to the last one",
      found: `${sum(repeats.map((outcomes) => outcomes.filter((outcome) => !byMarker(outcome)).length))}`,
      balances: repeats.every(
        (outcomes, index) => outcomes.filter((outcome) => !byMarker(outcome)).length <= (counted[index] ?? 0),
      ),
    },
    {
      about: "repeats answered by a marker, counted but for what a kill took along",
      found: `${sum(repeats.map((outcomes) => outcomes.filter(byMarker).length))}, ${missing} missing, at most ${excused + lost} may be`,
      balances: missing <= excused + lost,
    },
    none(
      "events with more repeats counted than can have arrived",
      accounts
        .map(({ ids, accepted, unanswered }, index) => ({
          ids: [...ids],
          counted: counted[index] ?? 0,
          arrived: accepted.length + unanswered - 1,
          byMarker: accepted.filter((outcome) => isRepeat(outcome) && byMarker(outcome)).length,
        }))
        .filter(({ counted: count, arrived }) => count > arrived),
    ),
  ];
}

function isRepeat({ answer }: Outcome): boolean {
  return answer.additionalData?.duplicate === true;
}

/** A marker does not know the event's state. */
function byMarker({ answer }: Outcome): boolean {
  return answer.additionalData?.processingStatus === undefined;
}
