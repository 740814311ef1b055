import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";

import { createInserter } from "../../src/pipeline/inserter.ts";
import type { NewEvent } from "../../src/storage/events.ts";
import { type Fault, faultyD1, overriding } from "../faults.ts";
import { newEvent } from "../new-event.ts";
import { readEvents } from "../rows.ts";
import { createWorkspace } from "../workspace.ts";

function arriving(workspaceId: string, overrides: Partial<NewEvent> = {}): NewEvent {
  return newEvent({
    workspaceId,
    occurredAt: 1_700_000_000_000,
    receivedAt: Date.now(),
    summary: 'a "summary" with \u0000 and 😀',
    status: "pending",
    dueAt: Date.now() + 60_000,
    arrival: crypto.randomUUID(),
    body: '{"text": "a \\"quoted\\" 😀 \\u0000 text"}',
    ...overrides,
  });
}

/** An isolate whose D1 takes some time; notes its statements and its calls to the queue. */
async function createStore(fault: (sql: string) => Fault | Promise<Fault> = () => "none") {
  const { id: workspaceId } = await createWorkspace();
  const statements: string[] = [];
  const calls: number[] = [];
  const db = faultyD1(env.DB, async ({ sql }) => {
    if (!sql.startsWith("INSERT INTO events")) return "none";
    statements.push(sql.includes("json_each(?1)") ? "shared" : "alone");
    await new Promise((resolve) => setTimeout(resolve, 20));
    return fault(sql);
  });
  const queue = overriding(env.QUEUE, {
    sendBatch: async (messages) => {
      calls.push([...messages].length);
      return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
    },
  });
  const inserter = createInserter();
  const insertAll = (events: readonly NewEvent[], hashes: readonly string[] | null = null) =>
    Promise.allSettled(
      events.map((event) => {
        const store = { db, queue, keepAlive: () => {} };
        return inserter.receive(store, () => inserter.insert(store, { event, hashes }));
      }),
    );
  return { workspaceId, db, inserter, statements, calls, insertAll };
}

/** A store of which no shared statement ends before it is released. */
async function createHeld() {
  const { promise: released, resolve } = Promise.withResolvers<Fault>();
  const store = await createStore((sql) => (isShared(sql) ? released : "none"));
  const countShared = () => store.statements.filter((statement) => statement === "shared").length;
  // By itself, since vi.waitFor moves a clock that is held.
  const shared = async (count: number) => {
    while (countShared() < count) await scheduler.wait(5);
  };
  return { ...store, shared, countShared, release: () => resolve("none") };
}

function many(workspaceId: string, count: number, overrides: Partial<NewEvent> = {}) {
  return Array.from({ length: count }, () => arriving(workspaceId, overrides));
}

const isShared = (sql: string) => sql.includes("json_each(?1)");

function tell(outcomes: readonly PromiseSettledResult<{ readonly isFirst: boolean } | null>[]) {
  return outcomes.map((outcome) =>
    outcome.status === "rejected" ? "failed" : (outcome.value?.isFirst ?? "suppressed"),
  );
}

describe("a lone arrival", () => {
  it("is stored at once by a statement of its own, and so are the first few at a time", async () => {
    const { workspaceId, statements, insertAll } = await createStore();
    await insertAll(many(workspaceId, 1));
    await insertAll(many(workspaceId, 8));
    expect(statements).toEqual(Array.from({ length: 9 }, () => "alone"));
  });
});

describe("arrivals that come while others are under way", () => {
  it("share statements, and each is stored as it would be alone", async () => {
    const { workspaceId, statements, calls, insertAll } = await createStore();
    const events = many(workspaceId, 150);
    const outcomes = await insertAll(events);
    expect(new Set(tell(outcomes))).toEqual(new Set([true]));
    expect(statements.filter((statement) => statement === "alone")).toHaveLength(8);
    expect(statements.filter((statement) => statement === "shared").length).toBeLessThanOrEqual(3);
    const { results } = await env.DB.prepare(
      `SELECT id, kind, type, occurred_at, received_at, provider, key_id, summary, status, due_at, content_hash,
         understood_version, body FROM events WHERE workspace_id = ?1 ORDER BY id`,
    )
      .bind(workspaceId)
      .all();
    expect(results).toEqual(
      events
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map((event) => ({
          id: event.id,
          kind: event.kind,
          type: event.type,
          occurred_at: event.occurredAt,
          received_at: event.receivedAt,
          provider: event.provider,
          key_id: event.keyId,
          summary: event.summary,
          status: event.status,
          due_at: event.dueAt,
          content_hash: event.contentHash,
          understood_version: event.understoodVersion,
          body: event.body,
        })),
    );
    // Those that shared a statement were queued by one call.
    expect(calls.reduce((sum, count) => sum + count, 0)).toBe(150);
    expect(calls.length).toBeLessThan(15);
  });

  it("tell one that it is first when the same event comes many times, in one statement or in several", async () => {
    const { workspaceId, insertAll } = await createStore();
    const event = arriving(workspaceId);
    const outcomes = await insertAll(
      Array.from({ length: 60 }, () => ({ ...event, arrival: crypto.randomUUID() })),
    );
    expect(tell(outcomes).filter((isFirst) => isFirst === true)).toHaveLength(1);
    expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 59 }]);
  });

  it("share also when they are few, as long as others do", async () => {
    const { workspaceId, statements, insertAll, release } = await createHeld();
    const alone = insertAll(many(workspaceId, 8));
    const together = insertAll(many(workspaceId, 2));
    await alone;
    const late = insertAll(many(workspaceId, 1));
    await vi.waitFor(() => expect(statements.slice(8)).toEqual(["shared", "shared"]));
    release();
    await Promise.all([together, late]);
    await insertAll(many(workspaceId, 1));
    expect(statements.at(-1)).toBe("alone");
  });

  it("gather as a crowd while two shared statements are under way, but not for ever", async () => {
    const { workspaceId, calls, insertAll, shared, countShared, release } = await createHeld();
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const waves = [insertAll(many(workspaceId, 60))];
      for (let wave = 0; wave < 10; wave++) {
        await scheduler.wait(10);
        waves.push(insertAll(many(workspaceId, 4)));
      }
      expect(countShared()).toBe(2);
      vi.setSystemTime(Date.now() + 250);
      await shared(3);
      release();
      expect((await Promise.all(waves)).flatMap(tell)).toEqual(Array.from({ length: 100 }, () => true));
      expect(calls.reduce((sum, count) => sum + count, 0)).toBe(100);
    } finally {
      vi.useRealTimers();
    }
  });

  it("gather no longer than until a statement is full", async () => {
    const { workspaceId, insertAll, shared, countShared, release } = await createHeld();
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      // Four of them fill a statement; the last four of the 52 that share wait for company.
      const all = insertAll(many(workspaceId, 60, { body: "x".repeat(80_000) }));
      await shared(12);
      expect(countShared()).toBe(12);
      release();
      expect(new Set(tell(await all))).toEqual(new Set([true]));
      expect(countShared()).toBe(13);
    } finally {
      vi.useRealTimers();
    }
  });

  it("don't share with a large one", async () => {
    const { workspaceId, statements, insertAll } = await createStore();
    await insertAll([...many(workspaceId, 8), arriving(workspaceId, { body: "x".repeat(300_000) })]);
    expect(statements).not.toContain("shared");
  });

  it("are split where a statement would be too large", async () => {
    const { workspaceId, statements, insertAll } = await createStore();
    const outcomes = await insertAll(many(workspaceId, 40, { body: "x".repeat(40_000) }));
    expect(new Set(tell(outcomes))).toEqual(new Set([true]));
    expect(statements.filter((statement) => statement === "shared").length).toBeGreaterThanOrEqual(4);
    expect(await readEvents(workspaceId)).toHaveLength(40);
  });

  it("are kept away each by itself when they name somebody who is suppressed", async () => {
    const { workspaceId, insertAll } = await createStore();
    await env.DB.prepare("INSERT INTO suppressed (workspace_id, hash, created_at) VALUES (?1, 'ann', 1)")
      .bind(workspaceId)
      .run();
    expect(new Set(tell(await insertAll(many(workspaceId, 20))))).toEqual(new Set(["suppressed"]));
    expect(new Set(tell(await insertAll(many(workspaceId, 20), ["bob", "ann"])))).toEqual(
      new Set(["suppressed"]),
    );
    expect(new Set(tell(await insertAll(many(workspaceId, 20), ["bob"])))).toEqual(new Set([true]));
  });
});

describe("a shared statement that fails", () => {
  it.each(["before", "after"] as const)(
    "%s the commit harms nobody: each tries again alone, and none takes itself for a duplicate",
    async (when) => {
      const { workspaceId, insertAll } = await createStore((sql) => (isShared(sql) ? when : "none"));
      const outcomes = await insertAll(many(workspaceId, 40));
      expect(new Set(tell(outcomes))).toEqual(new Set([true]));
      const events = await readEvents(workspaceId);
      expect(events).toHaveLength(40);
      expect(new Set(events.map(({ duplicates }) => duplicates))).toEqual(new Set([0]));
    },
  );

  it("since D1 is overloaded is tried again by nobody", async () => {
    const { workspaceId, statements, insertAll } = await createStore((sql) => {
      if (isShared(sql)) throw new Error("D1_ERROR: D1 DB is overloaded. Too many requests queued.");
      return "none";
    });
    const outcomes = await insertAll(many(workspaceId, 40));
    expect(tell(outcomes).filter((outcome) => outcome === "failed")).toHaveLength(32);
    expect(statements.filter((statement) => statement === "alone")).toHaveLength(8);
  });

  it("since it hangs is left behind after its deadline", { timeout: 20_000 }, async () => {
    const { workspaceId, insertAll } = await createStore((sql) =>
      isShared(sql) ? new Promise<never>(() => {}) : "none",
    );
    const outcomes = await insertAll(many(workspaceId, 20));
    expect(new Set(tell(outcomes))).toEqual(new Set([true]));
    expect(await readEvents(workspaceId)).toHaveLength(20);
  });
});

describe("a marker", () => {
  it("is asked for each event at rest, and for none once D1 was asked for fifty within a second", async () => {
    const { workspaceId, db, insertAll, inserter } = await createStore();
    const store = { db, queue: env.QUEUE, keepAlive: () => {} };
    const asksMarker = () => inserter.receive(store, async (asks) => asks);
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      vi.setSystemTime(1_000_000);
      // Those that a marker answers don't count.
      for (let count = 0; count < 60; count++) expect(await asksMarker()).toBe(true);
      await insertAll(many(workspaceId, 49));
      expect(await asksMarker()).toBe(true);
      await insertAll(many(workspaceId, 1));
      vi.setSystemTime(1_000_999);
      expect(await asksMarker()).toBe(false);
      vi.setSystemTime(1_001_000);
      expect(await asksMarker()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is asked for nothing that comes while eight others are under way", async () => {
    const store = { db: env.DB, queue: env.QUEUE, keepAlive: () => {} };
    const inserter = createInserter();
    const ways = Array.from({ length: 9 }, () =>
      inserter.receive(store, async (asks) => {
        await scheduler.wait(1);
        return asks;
      }),
    );
    expect(await Promise.all(ways)).toEqual([...Array.from({ length: 8 }, () => true), false]);
  });
});
