import { describe, expect, it } from "vitest";

import { crmBody } from "../bodies.ts";
import { list, LIST, workspaceWith } from "../listing.ts";
import { get, idOf, ISO_TIME, metadataOf, post, refusal } from "../request.ts";
import { createTestKey } from "../workspace.ts";

describe("a list", () => {
  it("has each event in short", async () => {
    const { secret } = await createTestKey({ provider: "N8N" });
    const id = idOf(
      await post(secret, "crm", crmBody({ eventType: "deal_won", accountName: "Prospect", amount: 12_500 })),
    );
    const answer = await get(secret, `${LIST}?startDate=2024-02-01`);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      _metadata: metadataOf(answer, expect.any(String)),
      data: {
        events: [
          {
            oId: id,
            eventTimestamp: "2024-02-10T09:00:00.000Z",
            eventType: "DEAL_WON",
            eventCategory: "CRM",
            processingStatus: "stored",
            providerName: "N8N",
            eventSummary: "Prospect: annual plan (Prospect, 12500)",
            receivedAt: ISO_TIME,
            duplicates: 0,
          },
        ],
        total: 1,
        hasMore: false,
        nextCursor: null,
      },
    });
  });

  it("is empty where there is nothing", async () => {
    const { secret } = await createTestKey();
    expect(await list(secret, "startDate=2024-01-01")).toEqual({
      events: [],
      total: 0,
      hasMore: false,
      nextCursor: null,
    });
  });

  it("begins with the newest by the event's own time", async () => {
    const { secret, ids } = await workspaceWith([
      "2024-02-02T00:00:00Z",
      "2024-02-03T00:00:00Z",
      "2024-02-01T00:00:00Z",
    ]);
    const { events } = await list(secret, "startDate=2024-01-01");
    expect(events.map(({ oId }) => oId)).toEqual([ids[1], ids[0], ids[2]]);
  });

  it("shows nothing of another workspace", async () => {
    await workspaceWith(["2024-02-02T00:00:00Z"]);
    const { secret } = await createTestKey();
    expect(await list(secret, "startDate=2000-01-01")).toMatchObject({ events: [], total: 0 });
  });
});

describe("the range of a list", () => {
  const TIMES = [
    "2024-02-01T23:59:59.999Z",
    "2024-02-02T00:00:00.000Z",
    "2024-02-02T12:00:00.000Z",
    "2024-02-02T23:59:59.999Z",
    "2024-02-03T00:00:00.000Z",
  ];

  it.each([
    ["startDate=2024-02-02&endDate=2024-02-02", [3, 2, 1]],
    ["startDate=2024-02-02", [4, 3, 2, 1]],
    ["startDate=2024-02-02T12:00:00Z&endDate=2024-02-02T12:00:00Z", [2]],
    ["startDate=2024-02-02T13:00:00%2B01:00&endDate=2024-02-03T00:59:59.999%2B01:00", [3, 2]],
    ["startDate=2024-02-02T12:00&endDate=2024-02-03T00:00", [4, 3, 2]],
    ["startDate=%202024-02-03%20&endDate=", [4]],
  ])("of %s holds both its ends", async (query, expected) => {
    const { secret } = await workspaceWith(TIMES);
    const { events, total } = await list(secret, query);
    expect(events.map(({ eventTimestamp }) => eventTimestamp)).toEqual(expected.map((index) => TIMES[index]));
    expect(total).toBe(expected.length);
  });

  it("ends now unless it is said to end later", async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const { secret } = await workspaceWith([new Date(Date.now() - 1_000).toISOString(), soon]);
    expect((await list(secret, "startDate=2024-01-01")).events).toHaveLength(1);
    expect((await list(secret, `startDate=2024-01-01&endDate=${soon}`)).events).toHaveLength(2);
  });

  it.each([
    ["", "startDate", "missing"],
    ["startDate=", "startDate", "missing"],
    ["startDate=yesterday", "startDate", "invalid_value"],
    ["startDate=2024-02-30", "startDate", "invalid_value"],
    ["startDate=2024-01-01&endDate=03/04/2024", "endDate", "invalid_value"],
    ["startDate=2024-01-01&limit=0", "limit", "invalid_value"],
    ["startDate=2024-01-01&limit=-1", "limit", "invalid_value"],
    ["startDate=2024-01-01&limit=ten", "limit", "invalid_value"],
    ["startDate=2024-01-01&limit=1.5", "limit", "invalid_value"],
    ["startDate=2024-01-01&offset=-1", "offset", "invalid_value"],
    ["startDate=2024-01-01&offset=10001", "offset", "invalid_value"],
    ["startDate=2024-01-01&eventTypes=EMAIL_LOST", "eventTypes", "invalid_value"],
    ["startDate=2024-01-01&eventTypes=EMAIL_SENT,sent", "eventTypes", "invalid_value"],
    ["startDate=2024-01-01&eventCategories[]=LETTER", "eventCategories", "invalid_value"],
  ])("is refused for %j, naming %s as %s", async (query, path, code) => {
    const { secret } = await createTestKey();
    const answer = await get(secret, `${LIST}?${query}`);
    expect(answer.status).toBe(400);
    const fault = { path, code, expected: expect.any(String), received: expect.any(String) };
    expect(answer.json).toEqual(refusal(answer, "invalid_request", [expect.objectContaining(fault)]));
    expect(String(answer.json["message"]).slice(0, 100)).toContain(path);
  });

  it("is refused with all its faults at once", async () => {
    const { secret } = await createTestKey();
    const { json } = await get(secret, `${LIST}?endDate=x&limit=x&offset=x&eventTypes=x&eventCategories=x`);
    expect(json["errors"]).toMatchObject(
      ["startDate", "endDate", "limit", "offset", "eventTypes", "eventCategories"].map((path) => ({ path })),
    );
  });
});
