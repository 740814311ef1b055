import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as v from "valibot";

import { dealAt, figures, replyAt, type Sent, sentAt, workspaceWithEvents } from "../../analytics.ts";
import { get } from "../../request.ts";
import { createTestKey } from "../../workspace.ts";

const FEBRUARY = { startDate: "2024-02-01", endDate: "2024-02-29" };

const pageSchema = v.object({
  campaigns: v.array(v.looseObject({ campaign: v.nullable(v.string()) })),
  total: v.number(),
  hasMore: v.boolean(),
  nextCursor: v.nullable(v.string()),
});

async function page(secret: string, query: Readonly<Record<string, string>>) {
  return v.parse(pageSchema, await figures(secret, "campaigns", { ...FEBRUARY, ...query }));
}

/** All campaigns, read by pages of one. */
async function pageThrough(secret: string, query: Readonly<Record<string, string>>) {
  const names: (string | null)[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const read: v.InferOutput<typeof pageSchema> = await page(secret, { ...query, limit: "1", cursor });
    names.push(...read.campaigns.map(({ campaign }) => campaign));
    expect(read.hasMore).toBe(read.nextCursor !== null);
    cursor = read.nextCursor;
  }
  return names;
}

// Spring: two contacts of whom one has answered; autumn: one who has; none: one without a campaign; summer: one.
const EVENTS: readonly Sent[] = [
  sentAt("2024-01-15T10:00:00Z", "old@prospect.com", "spring"),
  sentAt("2024-02-05T10:00:00Z", "ann@prospect.com", "spring"),
  sentAt("2024-02-05T11:00:00Z", "bob@prospect.com", "spring"),
  replyAt("2024-02-05T12:00:00Z", "ann@prospect.com"),
  sentAt("2024-02-06T10:00:00Z", "cy@prospect.com", "autumn"),
  replyAt("2024-02-06T10:30:00Z", "cy@prospect.com"),
  ["emails", { ...sentAt("2024-02-07T10:00:00Z", "dan@prospect.com")[1], campaignId: undefined }],
  sentAt("2024-02-07T11:00:00Z", "eve@prospect.com", "summer"),
  dealAt("2024-02-10T10:00:00Z", "ann@prospect.com", { eventType: "meeting_booked" }),
  dealAt("2024-02-11T10:00:00Z", "ann@prospect.com", { eventType: "deal_won", amount: 10, currency: "EUR" }),
  dealAt("2024-02-12T10:00:00Z", "ann@prospect.com", { eventType: "deal_won", amount: 20, currency: "USD" }),
  dealAt("2024-02-13T10:00:00Z", "old@prospect.com", { eventType: "deal_won", amount: 30, currency: "USD" }),
];

describe("the list of campaigns", () => {
  it("is empty where there are none", async () => {
    const { secret } = await createTestKey();
    expect(await page(secret, {})).toEqual({ campaigns: [], total: 0, hasMore: false, nextCursor: null });
  });

  it("has each with its contacts, replies, times and outcomes, and the period before", async () => {
    const { secret } = await workspaceWithEvents(EVENTS);
    const { campaigns, total } = await page(secret, {});
    expect(total).toBe(4);
    expect(campaigns[0]).toMatchObject({
      campaign: "spring",
      contacted: 2,
      replied: 1,
      replyRate: 0.5,
      emails: { sent: 2, reply: 1 },
      replyTime: { answered: 1, medianMs: 7_200_000, exact: true },
      stages: {
        meeting_booked: { count: 1, amounts: [{ currency: null, count: 1, amount: 0 }] },
        deal_won: {
          count: 3,
          amounts: [
            { currency: "EUR", count: 1, amount: 10 },
            { currency: "USD", count: 2, amount: 50 },
          ],
        },
      },
      daysFromFirstTouch: { meeting_booked: 5, deal_won: 7, deal_lost: null },
      previous: { contacted: 1, replied: 0, emails: { sent: 1 } },
    });
    expect(campaigns.map(({ campaign }) => campaign)).toContain(null);
  });

  it("has a campaign of which there are outcomes only", async () => {
    const { secret } = await workspaceWithEvents(EVENTS);
    const days = { startDate: "2024-02-10", endDate: "2024-02-12" };
    expect(await figures(secret, "campaigns", days)).toMatchObject({
      total: 1,
      campaigns: [{ campaign: "spring", contacted: 0, stages: { deal_won: { count: 2 } } }],
    });
  });

  it.each([
    [{ sort: "contacted" }, ["spring", "summer", "autumn", null]],
    [{ sort: "contacted", order: "asc" }, [null, "autumn", "summer", "spring"]],
    [{ sort: "name", order: "asc" }, [null, "autumn", "spring", "summer"]],
    [{ sort: "replyRate" }, ["autumn", "spring", "summer", null]],
    [{ sort: "humanReplyRate", order: "asc" }, [null, "summer", "spring", "autumn"]],
    [{ sort: "meetings" }, ["spring", "summer", "autumn", null]],
    [{ sort: "replies" }, ["spring", "autumn", "summer", null]],
  ] as const)("is in the same order at once and page by page, sorted by %o", async (query, names) => {
    const { secret } = await workspaceWithEvents(EVENTS);
    const whole = await page(secret, query);
    expect(whole.campaigns.map(({ campaign }) => campaign)).toEqual(names);
    expect(await pageThrough(secret, query)).toEqual(names);
  });

  it("takes no cursor of another order, and none that is made up", async () => {
    const { secret } = await workspaceWithEvents(EVENTS);
    const { nextCursor } = await page(secret, { limit: "1" });
    for (const query of [`sort=name&cursor=${nextCursor ?? ""}`, "cursor=abc", "cursor=%00"]) {
      expect((await get(secret, `/api/v2/analytics/campaigns?${query}`)).status).toBe(404);
    }
  });

  it("has medians from a histogram where more than 10,000 messages were answered", async () => {
    const { secret, workspaceId } = await createTestKey();
    const day = Date.parse("2024-02-05") / 86_400_000;
    // As the triggers keep them: 6,000 answered within 1.04^300 ms, 5,000 within 1.04^400 ms.
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO touch_days (workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted,
           message_sent, message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted,
           replied, human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed)
         VALUES (?1, ?2, 'mass', 's', 11000, 11000, 0, 0, 0, 0, 0, 0, 0, 0, 11000, 11000, 0, 11000, 0, 0, 0, 0, 0)`,
      ).bind(workspaceId, day),
      env.DB.prepare(
        `INSERT INTO reply_time_days (workspace_id, day, campaign, sender, bucket, replies, human_replies)
         VALUES (?1, ?2, 'mass', 's', 300, 6000, 0), (?1, ?2, 'mass', 's', 400, 5000, 0)`,
      ).bind(workspaceId, day),
    ]);
    const replyTime = {
      answered: 11_000,
      humanAnswered: 0,
      medianMs: Math.round(1.04 ** 300.5),
      humanMedianMs: null,
      exact: false,
    };
    expect((await page(secret, {})).campaigns).toMatchObject([{ campaign: "mass", replyTime }]);
    expect(await figures(secret, "overview", FEBRUARY)).toMatchObject({ totals: { replyTime } });
    expect(await figures(secret, "senders", FEBRUARY)).toMatchObject({
      senders: [{ sender: "s", replyTime }],
    });
  });

  it("has the mean of the two in the middle where as many messages were answered sooner as later", async () => {
    const { secret } = await workspaceWithEvents([
      sentAt("2024-02-05T10:00:00Z", "ann@prospect.com"),
      sentAt("2024-02-05T10:00:00Z", "bob@prospect.com"),
      replyAt("2024-02-05T11:00:00Z", "ann@prospect.com"),
      replyAt("2024-02-05T13:00:00Z", "bob@prospect.com"),
    ]);
    expect((await page(secret, {})).campaigns).toMatchObject([{ replyTime: { medianMs: 7_200_000 } }]);
  });
});

describe("the list of senders", () => {
  it("has each with what it sent and what came back, over all campaigns", async () => {
    const { secret } = await workspaceWithEvents(EVENTS);
    expect(await figures(secret, "senders", FEBRUARY)).toMatchObject({
      total: 1,
      senders: [{ sender: "sarah@company.com", contacted: 5, replied: 2, emails: { sent: 5, reply: 2 } }],
    });
  });

  it("can't be sorted by meetings, which no sender has", async () => {
    const { secret } = await createTestKey();
    expect((await get(secret, "/api/v2/analytics/senders?sort=meetings")).status).toBe(400);
  });
});
