import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { bring, dealAt, figures, replyAt, sentAt, setZone, workspaceWithEvents } from "../../analytics.ts";
import { callBody, socialBody } from "../../bodies.ts";
import { get, refusal } from "../../request.ts";
import { send, silentQueue } from "../../send.ts";
import { createTestKey } from "../../workspace.ts";

const FEBRUARY = { startDate: "2024-02-01", endDate: "2024-02-29" };

const NO_STAGES = {
  meeting_booked: { count: 0, amounts: [] },
  opportunity_created: { count: 0, amounts: [] },
  deal_won: { count: 0, amounts: [] },
  deal_lost: { count: 0, amounts: [] },
};

describe("the overview", () => {
  it("is all zeros, and no rates or medians, where nothing has happened", async () => {
    const { secret } = await createTestKey();
    expect(await figures(secret, "overview", { startDate: "2024-02-01", endDate: "2024-02-02" })).toEqual({
      range: {
        timeZone: "UTC",
        startDate: "2024-02-01",
        endDate: "2024-02-02",
        previousStartDate: "2024-01-30",
        previousEndDate: "2024-01-31",
        rebuild: null,
      },
      countedSince: null,
      totals: expect.objectContaining({
        contacted: 0,
        replyRate: null,
        replyTime: { answered: 0, humanAnswered: 0, medianMs: null, humanMedianMs: null, exact: true },
        stages: NO_STAGES,
        duplicates: 0,
        refusals: 0,
      }),
      previous: expect.objectContaining({ contacted: 0, stages: NO_STAGES }),
      days: [
        expect.objectContaining({ date: "2024-02-01", contacted: 0 }),
        expect.objectContaining({ date: "2024-02-02", contacted: 0 }),
      ],
    });
  });

  it("has whom was written to, who answered, how fast, calls and what became of it, with the period before", async () => {
    const { secret } = await workspaceWithEvents([
      sentAt("2024-01-20T10:00:00Z", "zoe@prospect.com"),
      sentAt("2024-02-05T10:00:00Z", "ann@prospect.com"),
      sentAt("2024-02-05T11:00:00Z", "bob@prospect.com"),
      sentAt("2024-02-06T10:00:00Z", "cy@prospect.com"),
      replyAt("2024-02-05T12:00:00Z", "ann@prospect.com"),
      replyAt("2024-02-05T11:01:00Z", "bob@prospect.com", "Who is this?", { subject: "Another matter" }),
      sentAt("2024-02-07T10:00:00Z", "ann@prospect.com", "spring", { eventType: "opened" }),
      ["social", socialBody({ eventTimestamp: "2024-02-08T10:00:00Z" })],
      ["calls", callBody({ eventTimestamp: "2024-02-09T10:00:00Z", duration: 600 })],
      dealAt("2024-02-10T10:00:00Z", "ann@prospect.com", { amount: 1000.5, currency: "EUR" }),
      dealAt("2024-02-11T10:00:00Z", "ann@prospect.com", { amount: 300, currency: "USD" }),
    ]);
    const data = await figures(secret, "overview", FEBRUARY);
    expect(data).toMatchObject({
      totals: {
        contacted: 4,
        replied: 1,
        humanReplied: 1,
        replyRate: 0.25,
        replies: { all: 2 },
        emails: { sent: 3, reply: 2, opened: 1 },
        social: { message_sent: 1 },
        calls: { transcript: 1, scheduled: 0, durationSeconds: 600 },
        replyTime: { humanMedianMs: 7_200_000, exact: true },
        stages: {
          opportunity_created: {
            count: 2,
            amounts: [
              { currency: "EUR", count: 1, amount: 1000.5 },
              { currency: "USD", count: 1, amount: 300 },
            ],
          },
        },
        daysFromFirstTouch: { opportunity_created: 5.5, deal_won: null },
      },
      previous: { contacted: 1, replied: 0, replyRate: 0, emails: { sent: 1 } },
    });
    expect(data).toHaveProperty("days.length", 29);
    expect(data).toHaveProperty("days.4.contacted", 2);
    expect(data).toHaveProperty("days.5.emails.sent", 1);
  });

  it("has days of the workspace's time zone", async () => {
    const key = await createTestKey();
    await setZone(key.workspaceId, "Europe/Berlin", [["2023-10-29T01:00:00Z", 1]]);
    await bring(key, [
      sentAt("2024-01-31T22:30:00Z", "ann@prospect.com"),
      sentAt("2024-01-31T23:30:00Z", "bob@prospect.com"),
    ]);
    const days = { startDate: "2024-02-01", endDate: "2024-02-01" };
    expect(await figures(key.secret, "overview", days)).toMatchObject({
      range: { timeZone: "Europe/Berlin" },
      totals: { contacted: 1 },
      previous: { contacted: 1 },
    });
    const late = { startDate: "2024-01-31T23:10:00Z", endDate: "2024-01-31T23:10:00Z" };
    expect(await figures(key.secret, "overview", late)).toMatchObject({ range: { startDate: "2024-02-01" } });
  });

  it("says how far the change to another time zone is", async () => {
    const { secret, workspaceId } = await createTestKey();
    await env.DB.prepare(
      `INSERT INTO rebuilds (workspace_id, started_at, upto_seq, cursor_at, cursor_seq, total, done)
       VALUES (?1, 1, 9, 0, 0, 10, 4)`,
    )
      .bind(workspaceId)
      .run();
    expect(await figures(secret, "overview")).toMatchObject({ range: { rebuild: { total: 10, done: 4 } } });
    await env.DB.prepare("DELETE FROM rebuilds WHERE workspace_id = ?1").bind(workspaceId).run();
  });

  it("has what came in vain by the day on which it came", async () => {
    const { secret, workspaceId } = await createTestKey();
    const today = Math.floor(Date.now() / 86_400_000);
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO daily_counts (day, workspace_id, kind, type, provider, outcome, count)
         VALUES (?2, ?1, 'emails', 'sent', 'N8N', 'duplicate', 3), (?2, ?1, '', '', '', 'invalid_event', 2),
           (?2, ?1, 'emails', 'sent', 'N8N', 'received', 7)`,
      ).bind(workspaceId, today - 2),
      env.DB.prepare("DELETE FROM refusal_counts WHERE workspace_id = ?1").bind(workspaceId),
    ]);
    await send({ secret, body: { broken: true }, env: silentQueue });
    const data = await figures(secret, "overview", { startDate: new Date().toISOString() });
    expect(data).toMatchObject({ totals: { duplicates: 0, refusals: 1 } });
    expect(await figures(secret, "overview")).toMatchObject({ totals: { duplicates: 3, refusals: 3 } });
  });

  it("is of the last 30 days unless others are asked for, and of the 30 days to an end", async () => {
    const { secret } = await createTestKey();
    expect(await figures(secret, "overview")).toMatchObject({
      range: {
        startDate: new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10),
        endDate: new Date().toISOString().slice(0, 10),
      },
    });
    expect(await figures(secret, "overview", { endDate: "2024-01-30" })).toMatchObject({
      range: { startDate: "2024-01-01", previousStartDate: "2023-12-02" },
    });
  });

  it.each([
    ["more than 366 days", "startDate=2023-01-01&endDate=2024-01-02"],
    ["an end before the start", "startDate=2024-01-02&endDate=2024-01-01"],
  ])("is refused for %s", async (_what, query) => {
    const { secret } = await createTestKey();
    const answer = await get(secret, `/api/v2/analytics/overview?${query}`);
    expect([answer.status, answer.json]).toEqual([
      400,
      refusal(answer, "invalid_request", [expect.objectContaining({ path: "startDate" })]),
    ]);
  });

  it("takes a whole leap year", async () => {
    const { secret } = await createTestKey();
    expect(
      await figures(secret, "overview", { startDate: "2024-01-01", endDate: "2024-12-31" }),
    ).toHaveProperty("days.length", 366);
  });
});
