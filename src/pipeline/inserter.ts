import { isOverloaded, type Patience, persist } from "../storage/d1.ts";
import { type Arrival, insertEvent, insertEvents, type Insertion } from "../storage/event-insert.ts";
import { enqueueAll } from "./enqueue.ts";
import { createFlights, type Flights } from "./flights.ts";
import { createPace, type Pace } from "./pace.ts";

/**
 * So many statements of an isolate under way, or so many events, and one that comes shares a statement. Statements alone
 * would let eight of every burst go by themselves again and again: at 64 connections an event took a third more of the
 * processor. Few events alone would make those wait for company that come 400 a second.
 */
const SHARE_FROM_STATEMENTS = 8;
const SHARE_FROM_EVENTS = 32;

/** So many events under way, and no marker is read or written. */
const DENSE_FROM = 8;

/**
 * Nor when D1 was asked for so many events within a second: markers would save D1 a twentieth of
 * what it does in that second, and cost KV a write for each event.
 */
const DENSE_PER_SECOND = 50;

/** How long the first of those that share gathers company. */
const GATHER_MS = 2;

/** How often a follower looks whether its leader is done, once that may be: a hundred that look each millisecond are work. */
const LOOK_MS = 1;
/** And of what it has waited already; it waits so much longer at most. */
const LOOK_PART = 16;

// And that is never later: one slow statement must not hold up the followers of the next.
const MAX_REST_MS = 30;

const MAX_ROWS = 100;
const MAX_BYTES = 1_000_000;
const MAX_SHARED_BYTES = 256 * 1024;

/** One try: whoever shared a statement that failed tries again alone. */
const SHARED_PATIENCE: Patience = { deadlineMs: 3_000, tryMs: 3_000, tries: 1 };
const FOLLOW_MS = 4_000;

export type Store = {
  readonly db: D1Database;
  readonly queue: Queue;
  /** Lets work go on when the request is answered or its client is gone. */
  readonly keepAlive: (work: Promise<unknown>) => void;
};

type Outcome =
  | { readonly ok: true; readonly insertion: Insertion | null }
  | { readonly ok: false; readonly error: unknown };

/** Whoever waits looks at it with a timer of its own: nothing of one request is woken by another. */
type Waiter = { readonly arrival: Arrival; outcome: Outcome | null };

/** The events for one database that this isolate has under way, and those of them that wait for company. */
type Lane = {
  readonly underWay: Flights;
  readonly statements: Flights;
  /** Of the events that D1 was asked for. */
  readonly lately: Pace;
  waiting: Waiter[];
  /** Of a shared statement, lately. */
  usualMs: number;
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
      const isBusy =
        lane.statements.isAtLeast(SHARE_FROM_STATEMENTS) || lane.underWay.isAtLeast(SHARE_FROM_EVENTS);
      return isBusy && sizeOf(arrival) <= MAX_SHARED_BYTES
        ? insertTogether(store, lane, arrival)
        : insertAlone(store, lane, arrival);
    },
  };
}

function createLane(): Lane {
  return {
    underWay: createFlights(),
    statements: createFlights(),
    lately: createPace(DENSE_PER_SECOND, 1_000),
    waiting: [],
    usualMs: 0,
  };
}

async function insertAlone(store: Store, lane: Lane, arrival: Arrival): Promise<Insertion | null> {
  const { event, hashes } = arrival;
  const insertion = await lane.statements.track(() => persist(() => insertEvent(store.db, event, hashes)));
  queueFirst(store, [{ arrival, insertion }]);
  return insertion;
}

async function insertTogether(store: Store, lane: Lane, arrival: Arrival): Promise<Insertion | null> {
  const waiter: Waiter = { arrival, outcome: null };
  lane.waiting.push(waiter);
  const work = takePart(store, lane, waiter);
  store.keepAlive(work);
  await work;
  const { outcome } = waiter;
  if (outcome?.ok === true) return outcome.insertion;
  if (outcome !== null && isOverloaded(outcome.error)) throw outcome.error;
  return insertAlone(store, lane, arrival);
}

/** The first of those that wait leads them, the others follow. */
async function takePart(store: Store, lane: Lane, waiter: Waiter): Promise<void> {
  await sleep(GATHER_MS);
  await (lane.waiting.includes(waiter) ? lead(store, lane) : follow(lane, waiter));
}

/** Runs one statement for those that wait. Never fails: what came of it stands in each of them. */
async function lead(store: Store, lane: Lane): Promise<void> {
  const group = takeGroup(lane);
  const startedAt = Date.now();
  try {
    const arrivals = group.map(({ arrival }) => arrival);
    const insertions = await lane.statements.track(() =>
      persist(() => insertEvents(store.db, arrivals), SHARED_PATIENCE),
    );
    for (const waiter of group) {
      waiter.outcome = { ok: true, insertion: insertions.get(waiter.arrival.event.arrival) ?? null };
    }
    const tookMs = Date.now() - startedAt;
    lane.usualMs = Math.min(tookMs, (3 * lane.usualMs + tookMs) / 4, MAX_REST_MS);
    queueFirst(
      store,
      arrivals.map((arrival) => ({ arrival, insertion: insertions.get(arrival.event.arrival) ?? null })),
    );
  } catch (error) {
    for (const waiter of group) waiter.outcome = { ok: false, error };
  }
}

/** Waits for the leader, until after its deadline. */
async function follow(lane: Lane, waiter: Waiter): Promise<void> {
  const startedAt = Date.now();
  await sleep(lane.usualMs - GATHER_MS);
  for (;;) {
    const waitedMs = Date.now() - startedAt;
    if (waiter.outcome !== null || waitedMs >= FOLLOW_MS) return;
    await sleep(Math.max(LOOK_MS, waitedMs / LOOK_PART));
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}

/** The first of those that wait, as many as one statement takes. */
function takeGroup(lane: Lane): readonly Waiter[] {
  let bytes = 0;
  const end = lane.waiting.findIndex(({ arrival }, index) => {
    bytes += sizeOf(arrival);
    return index === MAX_ROWS || (index > 0 && bytes > MAX_BYTES);
  });
  return lane.waiting.splice(0, end < 0 ? lane.waiting.length : end);
}

/** An upper bound of what an arrival takes in a parameter, in bytes. */
function sizeOf({ event, hashes }: Arrival): number {
  return event.body.length * 3 + 2_000 + (hashes?.length ?? 0) * 70;
}

/** Tells the queue of the new ones among them, of up to a hundred by one call. */
export function queueFirst(
  { queue, keepAlive }: Pick<Store, "queue" | "keepAlive">,
  stored: readonly { readonly arrival: Arrival; readonly insertion: Insertion | null }[],
): void {
  const tickets = stored
    .filter(({ insertion }) => insertion?.isFirst === true && insertion.status === "pending")
    .map(({ arrival: { event } }) => ({ workspaceId: event.workspaceId, id: event.id, run: 1 }));
  if (tickets.length > 0) keepAlive(enqueueAll(queue, tickets));
}
