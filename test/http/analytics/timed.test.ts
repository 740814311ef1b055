import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as v from "valibot";

import { bring, dealAt, figures, replyAt, type Sent, sentAt, workspaceWithEvents } from "../../analytics.ts";
import { callBody, emailBody, socialBody } from "../../bodies.ts";
import { get } from "../../request.ts";
import { createTestKey } from "../../workspace.ts";

const FEBRUARY = { startDate: "2024-02-01", endDate: "2024-02-29" };

const listSchema = v.looseObject({ nextCursor: v.nullable(v.string()), hasMore: v.boolean() });

/** A column of a list, read by pages of one. */
async function pageThrough(
  secret: string,
  path: string,
  rows: string,
  column: string,
  query: Readonly<Record<string, string>> = FEBRUARY,
) {
  const values: unknown[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const data: v.InferOutput<typeof listSchema> = v.parse(
      listSchema,
      await figures(secret, path, { ...query, limit: "1", cursor }),
    );
    values.push(...v.parse(v.array(v.looseObject({})), data[rows]).map((row) => row[column]));
    cursor = data.nextCursor;
  }
  return values;
}

const THREADS: readonly Sent[] = [
  sentAt("2024-01-15T10:00:00Z", "old@prospect.com"),
  sentAt("2024-02-05T10:00:00Z", "ann@prospect.com"),
  replyAt(
    "2024-02-05T12:00:00Z",
    "ann@prospect.com",
    "Yes.\n\nOn Sat, Feb 3, 2024 at 10:30 AM Sarah Johnson <sarah@company.com> wrote:\n> Hi John, just wanted to follow up.",
  ),
  sentAt("2024-02-06T10:00:00Z", "bob@prospect.com", "autumn", { conversationId: "c1" }),
  // Of the same moment as the one above.
  sentAt("2024-02-06T10:00:00Z", "cy@prospect.com"),
];

describe("the list of conversations", () => {
  it("has each with its last message, the latest first, and how many there were before", async () => {
    const { secret, ids } = await workspaceWithEvents(THREADS);
    const data = await figures(secret, "conversations", { ...FEBRUARY, order: "asc" });
    expect(data).toMatchObject({
      total: { count: 3, isMinimum: false },
      previous: { total: { count: 1, isMinimum: false } },
      hasMore: false,
      nextCursor: null,
    });
    expect(data).toHaveProperty("conversations.0", {
      conversation: 'thread:["follow up on our conversation","ann@prospect.com","sarah@company.com"]',
      subject: "Re: Follow up on our conversation",
      contact: "ann@prospect.com",
      sender: "sarah@company.com",
      campaign: "spring",
      firstAt: "2024-02-05T10:00:00.000Z",
      lastAt: "2024-02-05T12:00:00.000Z",
      lastEventOId: ids[2],
      lastDirection: "inbound",
      messages: 2,
      outbound: 1,
      inbound: 1,
      humanReplies: 1,
    });
  });

  it.each(["asc", "desc"])("pages through conversations of the same moment, %s", async (order) => {
    const { secret } = await workspaceWithEvents(THREADS);
    const contacts = await pageThrough(secret, "conversations", "conversations", "contact", {
      ...FEBRUARY,
      order,
    });
    expect(new Set(contacts)).toEqual(new Set(["ann@prospect.com", "bob@prospect.com", "cy@prospect.com"]));
    expect(contacts).toHaveLength(3);
    expect(contacts.at(order === "asc" ? 0 : -1)).toBe("ann@prospect.com");
  });
});

describe("a conversation", () => {
  const conversation = 'thread:["follow up on our conversation","ann@prospect.com","sarah@company.com"]';

  it("has its messages in the order of time, and of replies their authors' own text", async () => {
    const { secret, ids } = await workspaceWithEvents(THREADS);
    expect(await figures(secret, "conversations/get", { conversation })).toMatchObject({
      conversation,
      messages: 2,
      nextCursor: null,
      thread: [
        { oId: ids[1], direction: "outbound", firstReplyMs: 7_200_000, ownText: null },
        { oId: ids[2], direction: "inbound", answers: ids[1], replyKind: "human", ownText: "Yes." },
      ],
    });
  });

  it("has the texts as they were sent only for whom asks for them", async () => {
    const html = emailBody({
      eventTimestamp: "2024-02-05T13:00:00Z",
      to: [{ email: "ann@prospect.com" }],
      body: { html: "<p>Good &amp; fine</p>" },
    });
    const { secret } = await workspaceWithEvents([...THREADS, ["emails", html]]);
    const data = await figures(secret, "conversations/get", { conversation, text: "true" });
    expect(data).toMatchObject({
      thread: [
        { text: "Hi John, just wanted to follow up on our call yesterday." },
        {
          text: "Yes.\n\nOn Sat, Feb 3, 2024 at 10:30 AM Sarah Johnson <sarah@company.com> wrote:\n> Hi John, just wanted to follow up.",
        },
        { text: "Good & fine" },
      ],
    });
    expect(await figures(secret, "conversations/get", { conversation })).not.toHaveProperty("thread.0.text");
  });

  it("has social messages too", async () => {
    const { secret } = await workspaceWithEvents([["social", socialBody({ conversationId: "s" })]]);
    expect(await figures(secret, "conversations/get", { conversation: "id:s", text: "true" })).toMatchObject({
      thread: [{ kind: "social", text: "Thanks for connecting, John!" }],
    });
  });

  it("is read by pages", async () => {
    const { secret, ids } = await workspaceWithEvents(THREADS);
    expect(await pageThrough(secret, "conversations/get", "thread", "oId", { conversation })).toEqual([
      ids[1],
      ids[2],
    ]);
  });

  it("is not found where there is none, and refused without a name", async () => {
    const { secret } = await createTestKey();
    expect((await get(secret, "/api/v2/analytics/conversations/get?conversation=x")).status).toBe(404);
    expect((await get(secret, "/api/v2/analytics/conversations/get")).status).toBe(400);
  });
});

describe("the list of calls", () => {
  const CALLS: readonly Sent[] = [
    ["calls", callBody({ eventTimestamp: "2024-01-20T10:00:00Z", duration: 60 })],
    ["calls", callBody({ eventTimestamp: "2024-02-05T10:00:00Z", duration: 600 })],
    [
      "calls",
      callBody({ eventTimestamp: "2024-02-06T10:00:00Z", eventType: "missed", transcript: undefined }),
    ],
  ];

  it("has each with how its talk was shared, and the period before", async () => {
    const { secret, ids } = await workspaceWithEvents(CALLS);
    expect(await figures(secret, "calls", FEBRUARY)).toMatchObject({
      totals: { transcript: 1, scheduled: 0, completed: 0, missed: 1, durationSeconds: 600 },
      previous: { transcript: 1, durationSeconds: 60 },
      calls: [
        { oId: ids[2], type: "missed", basis: null, talkMs: null },
        { oId: ids[1], type: "transcript", basis: "times", talkMs: 6_000, switches: 1, interactivity: 6 },
      ],
    });
  });

  it("is read by pages in both orders", async () => {
    const { secret, ids } = await workspaceWithEvents(CALLS);
    expect(await pageThrough(secret, "calls", "calls", "oId")).toEqual([ids[2], ids[1]]);
    expect(await pageThrough(secret, "calls", "calls", "oId", { ...FEBRUARY, order: "asc" })).toEqual([
      ids[1],
      ids[2],
    ]);
  });
});

describe("a call", () => {
  it.each([
    ["turns", callBody()["transcript"], [0, 2]],
    ["a flat text", "Sarah: Hi John, how are you?\nJohn: Very well.", [null, null]],
    [
      "WebVTT",
      "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Sarah>Hi John, how are you?\n\n00:02.000 --> 00:06.000\n<v John>Very well.\n",
      [0, 2],
    ],
  ])("has its measures and its turns, sent as %s", async (_form, transcript, starts) => {
    const { secret, ids } = await workspaceWithEvents([["calls", callBody({ transcript })]]);
    const data = await figures(secret, "calls/get", { eventOId: ids[0] ?? "" });
    expect(data).toMatchObject({
      oId: ids[0],
      measures: { turns: 2, switches: 1, speakerCount: 2 },
      turns: [
        { speaker: "Sarah", text: "Hi John, how are you?", startSeconds: starts[0] },
        { speaker: "John", startSeconds: starts[1] },
      ],
    });
  });

  it("tells the own side by the domains of the workspace", async () => {
    const key = await createTestKey();
    await env.DB.prepare("UPDATE workspaces SET own_domains = ?2 WHERE id = ?1")
      .bind(key.workspaceId, '["company.com"]')
      .run();
    const [id = ""] = await bring(key, [["calls", callBody()]]);
    expect(await figures(key.secret, "calls/get", { eventOId: id })).toMatchObject({
      measures: { internalShare: 1 / 3, speakers: [{ side: "external" }, { side: "internal" }] },
    });
  });

  it("is read by pages of turns", async () => {
    const { secret, ids } = await workspaceWithEvents([["calls", callBody()]]);
    const query = { eventOId: ids[0] ?? "" };
    expect(await pageThrough(secret, "calls/get", "turns", "speaker", query)).toEqual(["Sarah", "John"]);
  });

  it("has no turns without a transcript", async () => {
    const body = callBody({ eventType: "completed", transcript: undefined });
    const { secret, ids } = await workspaceWithEvents([["calls", body]]);
    expect(await figures(secret, "calls/get", { eventOId: ids[0] ?? "" })).toMatchObject({
      type: "completed",
      turns: [],
    });
  });

  it("is not found where there is none, nor for what is no call", async () => {
    const { secret, ids } = await workspaceWithEvents([sentAt("2024-02-05T10:00:00Z", "ann@prospect.com")]);
    for (const id of ["evt_1", ids[0] ?? ""]) {
      expect((await get(secret, `/api/v2/analytics/calls/get?eventOId=${id}`)).status).toBe(404);
    }
  });
});

describe("the list of outcomes", () => {
  const OUTCOMES: readonly Sent[] = [
    sentAt("2024-01-20T10:00:00Z", "ann@prospect.com", "winter"),
    sentAt("2024-02-05T10:00:00Z", "ann@prospect.com", "spring"),
    dealAt("2024-01-25T10:00:00Z", "ann@prospect.com", { eventType: "meeting_booked" }),
    dealAt("2024-02-10T10:00:00Z", "ann@prospect.com", {
      eventType: "deal_won",
      amount: 10.25,
      currency: "EUR",
    }),
    dealAt("2024-02-11T10:00:00Z", "nobody@prospect.com", {
      eventType: "deal_won",
      amount: 5,
      currency: "USD",
    }),
    // Touched more than 90 days before.
    dealAt("2024-05-20T10:00:00Z", "ann@prospect.com", { eventType: "deal_lost" }),
  ];

  it("has each with the campaign that it belongs to and all that touched it, and says the window", async () => {
    const { secret, ids } = await workspaceWithEvents(OUTCOMES);
    expect(await figures(secret, "outcomes", FEBRUARY)).toMatchObject({
      attributionDays: 90,
      stages: {
        deal_won: {
          count: 2,
          amounts: [
            { currency: "EUR", count: 1, amount: 10.25 },
            { currency: "USD", count: 1, amount: 5 },
          ],
        },
      },
      daysFromFirstTouch: { deal_won: 21 },
      previous: { stages: { meeting_booked: { count: 1 } } },
      campaigns: [
        { campaign: null, attributed: { deal_won: { count: 1 } }, touched: { deal_won: { count: 0 } } },
        {
          campaign: "spring",
          attributed: { deal_won: { count: 1, amounts: [{ currency: "EUR", amount: 10.25 }] } },
          touched: { deal_won: { count: 1 } },
        },
        {
          campaign: "winter",
          attributed: { deal_won: { count: 0 } },
          touched: { deal_won: { count: 1, amounts: [{ currency: "EUR", amount: 10.25 }] } },
        },
      ],
      outcomes: [
        {
          contact: "nobody@prospect.com",
          campaign: null,
          attributedTo: null,
          touchedBy: [],
          currency: "USD",
        },
        {
          oId: ids[3],
          stage: "deal_won",
          amount: 10.25,
          currency: "EUR",
          campaign: "spring",
          attributedTo: ids[1],
          touchedBy: ["spring", "winter"],
          daysFromFirstTouch: 21,
          counts: true,
        },
      ],
    });
  });

  it("has none of a campaign that touched the contact longer ago than the window", async () => {
    const { secret } = await workspaceWithEvents(OUTCOMES);
    expect(
      await figures(secret, "outcomes", { startDate: "2024-05-01", endDate: "2024-05-31" }),
    ).toMatchObject({
      campaigns: [{ campaign: null, attributed: { deal_lost: { count: 1 } } }],
      outcomes: [{ campaign: null, touchedBy: [] }],
    });
  });

  it("is read by pages", async () => {
    const { secret, ids } = await workspaceWithEvents(OUTCOMES);
    expect(await pageThrough(secret, "outcomes", "outcomes", "oId")).toEqual([ids[4], ids[3]]);
  });
});

async function csv(secret: string, path: string, accept?: string) {
  const headers = { api_key: secret, ...(accept === undefined ? {} : { accept }) };
  const response = await exports.default.fetch(`http://touchlog/api/v2/analytics/${path}`, { headers });
  return { headers: response.headers, lines: (await response.text()).split("\r\n") };
}

describe("figures as CSV", () => {
  it.each([
    ["text/csv", ""],
    ["text/html, text/csv;q=0.9", ""],
    [undefined, "&format=csv"],
  ])("come for Accept: %s and the parameter %s", async (accept, query) => {
    const { secret } = await workspaceWithEvents(THREADS);
    const { headers, lines } = await csv(
      secret,
      `conversations?startDate=2024-02-01&endDate=2024-02-29&order=asc&limit=1${query}`,
      accept,
    );
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(headers.get("x-next-cursor")).toMatch(/^[\w-]+$/);
    expect(lines).toEqual([
      "conversation,subject,contact,sender,campaign,firstAt,lastAt,lastEventOId,lastDirection,messages,outbound,inbound,humanReplies",
      expect.stringMatching(
        /^"thread:\[""follow up on our conversation"",.*",Re: Follow up on our conversation,ann@prospect.com,.*,2,1,1,1$/,
      ),
      "",
    ]);
  });

  it.each([
    ["text/csv;q=0", ""],
    ["application/json", ""],
    ["text/csv", "?format=json"],
  ])("do not come for Accept: %s and %s", async (accept, query) => {
    const { secret } = await createTestKey();
    const { headers } = await csv(secret, `overview${query}`, accept);
    expect(headers.get("content-type")).toBe("application/json");
  });

  it("have amounts with their currencies, and no formulas", async () => {
    const { secret } = await workspaceWithEvents([
      sentAt("2024-02-05T10:00:00Z", "ann@prospect.com", "=cmd()"),
      dealAt("2024-02-10T10:00:00Z", "ann@prospect.com", {
        eventType: "deal_won",
        amount: 10,
        currency: "EUR",
      }),
      dealAt("2024-02-11T10:00:00Z", "ann@prospect.com", {
        eventType: "deal_won",
        amount: 5.5,
        currency: "USD",
      }),
    ]);
    const range = "startDate=2024-02-01&endDate=2024-02-29&format=csv";
    const { lines } = await csv(secret, `campaigns?${range}`);
    expect(lines[1]).toMatch(/^"'=cmd\(\)",1,0,0,0,0,.*,2,10 EUR; 5.5 USD,/);
    const outcomes = await csv(secret, `outcomes?${range}`);
    expect(outcomes.lines[1]).toContain(`,5.5,USD,"'=cmd()",`);
    expect((await csv(secret, `overview?${range}`)).lines).toHaveLength(31);
    expect((await csv(secret, `senders?${range}`)).lines).toHaveLength(3);
  });

  it("have a header where there is nothing", async () => {
    const { secret } = await createTestKey();
    for (const path of ["campaigns", "senders", "conversations", "calls", "outcomes"]) {
      expect((await csv(secret, `${path}?format=csv`)).lines).toHaveLength(2);
    }
  });
});
