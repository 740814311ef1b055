import { persist, type Patience } from "../storage/d1.ts";
import { type Arrival, insertEvents, type Insertion } from "../storage/event-insert.ts";
import { createFlights, type Flights } from "./flights.ts";
import { queueFirst, type Store } from "./store.ts";

/** How long the first of those that share gathers company. */
const GATHER_MS = 2;

/** How often a follower looks whether its leader is done, once that may be: a hundred that look each millisecond are work. */
const LOOK_MS = 1;
/** And of what it has waited already; it waits so much longer at most. */
const LOOK_PART = 16;

// And that is never later: one slow statement must not hold up the followers of the next.
const MAX_REST_MS = 30;

/**
 * So many events under way are a crowd: they gather until fewer than so many shared statements are under way, or a statement
 * is full, which makes the statements of 64 connections three times as large. With 24, one in twenty of those that come
 * 400 a second waits 77 ms instead of 59.
 */
const CROWD_FROM_EVENTS = 32;
const CROWD_STATEMENTS = 2;
const MAX_GATHER_MS = 250;

const MAX_ROWS = 100;
const MAX_BYTES = 1_000_000;
const MAX_SHARED_BYTES = 256 * 1024;

/** One try: whoever shared a statement that failed tries again alone. */
const SHARED_PATIENCE: Patience = { deadlineMs: 3_000, tryMs: 3_000, tries: 1 };
const FOLLOW_MS = 4_000;

/** Of a shared statement. */
export type Outcome =
  | { readonly ok: true; readonly insertion: Insertion | null }
  | { readonly ok: false; readonly error: unknown };

/** Whoever waits looks at it with a timer of its own: nothing of one request is woken by another. */
type Waiter = { readonly arrival: Arrival; outcome: Outcome | null };

/** Those events for one database that share statements. */
export type Group = {
  /** All events for that database. */
  readonly underWay: Flights;
  /** Shared ones. */
  readonly statements: Flights;
  waiting: Waiter[];
  /** Of a shared statement, lately. */
  usualMs: number;
};

export function createGroup(underWay: Flights): Group {
  return { underWay, statements: createFlights(), waiting: [], usualMs: 0 };
}

/** Whether one that comes now has company. */
export function isGathering({ waiting, statements }: Group): boolean {
  return waiting.length > 0 || statements.isAtLeast(1);
}

/** False for one that is too large to be held up for, and to hold up others. */
export function canShare(arrival: Arrival): boolean {
  return sizeOf(arrival) <= MAX_SHARED_BYTES;
}

/** Stores an event by a statement that it shares. Null when no outcome was there in time. Never fails. */
export async function insertInGroup(store: Store, group: Group, arrival: Arrival): Promise<Outcome | null> {
  const waiter: Waiter = { arrival, outcome: null };
  group.waiting.push(waiter);
  const work = takePart(store, group, waiter);
  store.keepAlive(work);
  await work;
  return waiter.outcome;
}

/** The first of those that wait leads them, the others follow; and any of them leads when it has waited for long. */
async function takePart(store: Store, group: Group, waiter: Waiter): Promise<void> {
  const startedAt = Date.now();
  await sleep(GATHER_MS);
  while (group.waiting.includes(waiter)) {
    const isFirst = group.waiting[0] === waiter;
    const waitedMs = Date.now() - startedAt;
    if (waitedMs >= MAX_GATHER_MS || (isFirst && isReady(group))) return lead(store, group, waiter);
    await sleep(isFirst ? LOOK_MS : Math.max(LOOK_MS, group.usualMs, waitedMs / LOOK_PART));
  }
  await follow(group, waiter);
}

function isReady({ underWay, statements, waiting }: Group): boolean {
  return (
    !underWay.isAtLeast(CROWD_FROM_EVENTS) ||
    !statements.isAtLeast(CROWD_STATEMENTS) ||
    countFitting(waiting) < waiting.length
  );
}

/** Runs one statement for the leader and those that wait. Never fails: what came of it stands in each of them. */
async function lead(store: Store, group: Group, leader: Waiter): Promise<void> {
  const company = takeCompany(group, leader);
  const startedAt = Date.now();
  try {
    const arrivals = company.map(({ arrival }) => arrival);
    const insertions = await group.statements.track(() =>
      persist(() => insertEvents(store.db, arrivals), SHARED_PATIENCE),
    );
    for (const waiter of company) {
      waiter.outcome = { ok: true, insertion: insertions.get(waiter.arrival.event.arrival) ?? null };
    }
    const tookMs = Date.now() - startedAt;
    group.usualMs = Math.min(tookMs, (3 * group.usualMs + tookMs) / 4, MAX_REST_MS);
    queueFirst(
      store,
      arrivals.map((arrival) => ({ arrival, insertion: insertions.get(arrival.event.arrival) ?? null })),
    );
  } catch (error) {
    for (const waiter of company) waiter.outcome = { ok: false, error };
  }
}

/** Waits for the leader, until after its deadline. */
async function follow(group: Group, waiter: Waiter): Promise<void> {
  const startedAt = Date.now();
  await sleep(group.usualMs - GATHER_MS);
  for (;;) {
    const waitedMs = Date.now() - startedAt;
    if (waiter.outcome !== null || waitedMs >= FOLLOW_MS) return;
    await sleep(Math.max(LOOK_MS, waitedMs / LOOK_PART));
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}

/** The leader and the first of the others, as many as one statement takes. */
function takeCompany(group: Group, leader: Waiter): readonly Waiter[] {
  const all = [leader, ...group.waiting.filter((waiter) => waiter !== leader)];
  const company = all.slice(0, countFitting(all));
  group.waiting = all.slice(company.length);
  return company;
}

/** How many of them one statement takes. */
function countFitting(waiting: readonly Waiter[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ arrival }, index) => {
    bytes += sizeOf(arrival);
    return index === MAX_ROWS || (index > 0 && bytes > MAX_BYTES);
  });
  return end < 0 ? waiting.length : end;
}

/** An upper bound of what an arrival takes in a parameter, in bytes. */
function sizeOf({ event, hashes }: Arrival): number {
  return event.body.length * 3 + 2_000 + (hashes?.length ?? 0) * 70;
}
