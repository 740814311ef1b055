import { isOverloaded, persist } from "../storage/d1.ts";
import { type Arrival, insertEvent, type Insertion } from "../storage/event-insert.ts";
import { createFlights, type Flights } from "./flights.ts";
import { createPace, type Pace } from "./pace.ts";
import { canShare, createGroup, type Group, insertInGroup, isGathering } from "./sharing.ts";
import { queueFirst, type Store } from "./store.ts";

/**
 * So many events of an isolate under way, itself included, and one that comes shares a statement; and as long as others
 * do. With 32, many of 64 connections go alone again and again, and an event takes half as much again of the processor.
 */
const SHARE_FROM = 9;

/** So many events under way, and no marker is read or written. */
const DENSE_FROM = 8;

/**
 * Nor when D1 was asked for so many events within a second: markers would save D1 a twentieth of
 * what it does in that second, and cost KV a write for each event.
 */
const DENSE_PER_SECOND = 50;

/** The events for one database that this isolate has under way, and those of them that share statements. */
type Lane = {
  readonly underWay: Flights;
  /** Of the events that D1 was asked for. */
  readonly lately: Pace;
  readonly group: Group;
};

export type Inserter = ReturnType<typeof createInserter>;

/**
 * Stores events: a lone one by a statement of its own at once, many at a time by statements that they share, since D1
 * does one statement after the other. What is due for processing is queued, once for each statement.
 */
export function createInserter() {
  const lanes = new WeakMap<D1Database, Lane>();
  const laneOf = (db: D1Database): Lane => {
    const lane = lanes.get(db) ?? createLane();
    lanes.set(db, lane);
    return lane;
  };
  return {
    /** Runs what receives one event. It is told whether a look for a marker is worth its while. */
    receive<T>(store: Store, run: (asksMarker: boolean) => Promise<T>): Promise<T> {
      const lane = laneOf(store.db);
      const asksMarker = !lane.underWay.isAtLeast(DENSE_FROM) && !lane.lately.isReached(Date.now());
      const work = lane.underWay.track(() => run(asksMarker));
      // Also when the client hangs up: else the platform might end it here, and nobody would count it out.
      store.keepAlive(work.catch(() => null));
      return work;
    },

    /** As `insertEvent` says. Throws Unavailable when D1 does not take it. */
    async insert(store: Store, arrival: Arrival): Promise<Insertion | null> {
      const lane = laneOf(store.db);
      // Not what a marker answers: repeats alone, however fast, leave D1 in peace.
      lane.lately.note(Date.now());
      const isBusy = lane.underWay.isAtLeast(SHARE_FROM) || isGathering(lane.group);
      return isBusy && canShare(arrival) ? insertTogether(store, lane, arrival) : insertAlone(store, arrival);
    },
  };
}

function createLane(): Lane {
  const underWay = createFlights();
  return { underWay, lately: createPace(DENSE_PER_SECOND, 1_000), group: createGroup(underWay) };
}

async function insertAlone(store: Store, arrival: Arrival): Promise<Insertion | null> {
  const { event, hashes } = arrival;
  const insertion = await persist(() => insertEvent(store.db, event, hashes));
  queueFirst(store, [{ arrival, insertion }]);
  return insertion;
}

async function insertTogether(store: Store, lane: Lane, arrival: Arrival): Promise<Insertion | null> {
  const outcome = await insertInGroup(store, lane.group, arrival);
  if (outcome?.ok === true) return outcome.insertion;
  if (outcome !== null && isOverloaded(outcome.error)) throw outcome.error;
  return insertAlone(store, arrival);
}
