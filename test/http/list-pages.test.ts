import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { crmBody } from "../bodies.ts";
import { list, LIST, workspaceWith } from "../listing.ts";
import { get, post, refusal } from "../request.ts";
import { createTestKey } from "../workspace.ts";

describe("the pages of a list", () => {
  const DAY = Array.from(
    { length: 25 },
    (_none, minute) => `2024-02-02T10:${String(minute).padStart(2, "0")}:00Z`,
  );

  it("have twenty events unless they are to have more or fewer", async () => {
    const { secret } = await workspaceWith(DAY);
    expect(await list(secret, "startDate=2024-01-01")).toMatchObject({
      events: { length: 20 },
      total: 25,
      hasMore: true,
    });
    expect(await list(secret, "startDate=2024-01-01&limit=3")).toMatchObject({
      events: { length: 3 },
      hasMore: true,
    });
    expect(await list(secret, "startDate=2024-01-01&limit=25")).toMatchObject({
      events: { length: 25 },
      hasMore: false,
    });
  });

  it("have a hundred at most", async () => {
    const { secret } = await workspaceWith([...DAY, ...DAY, ...DAY, ...DAY, ...DAY]);
    for (const limit of ["100", "101", "1000", "99999999999999999999"]) {
      expect(await list(secret, `startDate=2024-01-01&limit=${limit}`)).toMatchObject({
        events: { length: 100 },
        total: 125,
        hasMore: true,
      });
    }
  });

  it("follow one another by offset, also where times are equal", async () => {
    const { secret, ids } = await workspaceWith([...DAY, ...DAY]);
    const seen: string[] = [];
    for (let offset = 0; offset < 60; offset += 10) {
      const { events, hasMore, total } = await list(secret, `startDate=2024-01-01&limit=10&offset=${offset}`);
      expect({ total, hasMore }).toEqual({ total: 50, hasMore: offset < 40 });
      seen.push(...events.map(({ oId }) => oId));
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it("reach an offset of ten thousand", async () => {
    const { secret } = await workspaceWith(["2024-02-02T10:00:00Z"]);
    expect(await list(secret, "startDate=2024-01-01&offset=10000")).toMatchObject({
      events: [],
      total: 1,
      hasMore: false,
    });
  });

  it.each([
    ["of times of their own", DAY, ""],
    ["of one and the same time", DAY.map(() => "2024-02-02T10:00:00Z"), ""],
    [
      "of some types",
      [...DAY, ...DAY.map(() => "2024-02-02T10:00:00Z")],
      "&eventTypes=OPPORTUNITY_CREATED,DEAL_WON",
    ],
  ])("follow one another by cursor, each event once, for events %s", async (_case, times, filter) => {
    const { secret, ids } = await workspaceWith(times);
    const seen: string[] = [];
    let cursor = "";
    for (let page = 0; page < 20; page++) {
      const { events, total, hasMore, nextCursor } = await list(
        secret,
        `startDate=2024-01-01&limit=7&cursor=${cursor}${filter}`,
      );
      expect(total).toBe(times.length);
      expect(nextCursor === null).toBe(!hasMore);
      seen.push(...events.map(({ oId }) => oId));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen).toHaveLength(ids.length);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it("go on by cursor past what has come meanwhile", async () => {
    const { secret, ids } = await workspaceWith(DAY);
    const first = await list(secret, "startDate=2024-01-01&limit=10");
    await post(secret, "crm", crmBody({ opportunityId: "late", eventTimestamp: "2024-02-02T11:00:00Z" }));
    const second = await list(secret, `startDate=2024-01-01&limit=100&cursor=${first.nextCursor}`);
    const seen = [...first.events, ...second.events].map(({ oId }) => oId);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it("are not to be had with a cursor of another workspace, or with none at all", async () => {
    const theirs = await workspaceWith(DAY);
    const { nextCursor } = await list(theirs.secret, "startDate=2024-01-01");
    const { secret } = await workspaceWith(DAY);
    for (const cursor of [nextCursor, "x", "%00", "bnVsbA", "W10", btoa('["a",1e999,1]'), "eyJhIjoxfQ"]) {
      const answer = await get(secret, `${LIST}?startDate=2024-01-01&cursor=${cursor}`);
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual(refusal(answer, "not_found"));
    }
  });

  it("count to ten thousand and no further", async () => {
    const { secret, workspaceId } = await createTestKey();
    await insertMany(workspaceId, 10_001);
    expect(await list(secret, "startDate=1970-01-01")).toMatchObject({ total: 10_000, totalIsMinimum: true });
    expect(await list(secret, "startDate=1970-01-01&eventCategories=CRM")).toMatchObject({
      total: 10_000,
      totalIsMinimum: true,
    });
    const all = await list(secret, "startDate=1970-01-01T00:00:00.002Z");
    expect(all).toMatchObject({ total: 10_000, hasMore: true });
    expect(all).not.toHaveProperty("totalIsMinimum");
  });
});

/** Events without content, a millisecond apart from the first of 1970 on. */
async function insertMany(workspaceId: string, count: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?2)
     INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status,
       first_arrival, last_arrival, content_hash, understood_version, body)
     SELECT ?1 || at, ?1, 'crm', 'deal_won', at, at, 'GENERIC', '', '', 'stored', at, at, '', 1, '{}' FROM n`,
  )
    .bind(workspaceId, count)
    .run();
}
