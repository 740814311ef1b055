import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { MAX_TOUCH_ROWS } from "../../src/storage/analytics-touches.ts";
import { listAnswered } from "../../src/storage/analytics-conversations.ts";
import { figures } from "../analytics.ts";
import { meteredD1 } from "../metering.ts";
import { createTestKey } from "../workspace.ts";

const DAY = Date.parse("2024-02-05") / 86_400_000;
const DAYS = Array.from({ length: 30 }, (_none, index) => DAY + 29 - index);
const FEBRUARY = { startDate: "2024-02-01", endDate: "2024-02-29" };

/** As many campaigns on each of these days, each with one message sent to one contact. */
async function fillDays(workspaceId: string, days: readonly number[], campaigns: number) {
  await env.DB.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?3)
     INSERT INTO touch_days (workspace_id, day, campaign, sender, sent, reply, connection_sent, connection_accepted,
       message_sent, message_received, human_replies, out_of_office, bounce_notices, unsubscribe_requests, contacted,
       replied, human_replied, answered, human_answered, opened, clicked, bounced, unsubscribed)
     SELECT ?1, d.value, printf('c%06d', n), 's', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0
     FROM json_each(?2) d, numbers`,
  )
    .bind(workspaceId, JSON.stringify(days), campaigns)
    .run();
}

/** As many messages of a campaign, and of another, that were sent on the last of the days and answered. */
async function fillAnswered(workspaceId: string, answered: number) {
  const insertion = env.DB.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
     INSERT INTO messages (event_id, workspace_id, occurred_at, type, direction, conversation, campaign_id, campaign,
       from_address, to_address, parties, run, analysis_version, day)
     SELECT printf('%s %d %d', c.value, ?2, n), ?1, ?3 * 86400000 + n, 'sent', 'outbound', printf('%s %d %d', c.value, ?2, n),
       c.value, c.value, 's', printf('%s %d', c.value, n), '[]', 1, 3, ?3
     FROM json_each('["spring","autumn"]') c, numbers`,
  ).bind(workspaceId, answered, DAYS[0]);
  const answering = env.DB.prepare("UPDATE messages SET reply_ms = 1 WHERE workspace_id = ?1").bind(
    workspaceId,
  );
  await env.DB.batch([insertion, answering]);
}

describe("a range with more rows than may be read", () => {
  it("is counted from the first day that is whole, and says so", async () => {
    const { secret, workspaceId } = await createTestKey();
    const half = MAX_TOUCH_ROWS / 2;
    await fillDays(workspaceId, [DAY, DAY + 1, DAY + 2], half);
    const cut = { countedSince: "2024-02-07" };
    expect(await figures(secret, "overview", FEBRUARY)).toMatchObject({
      ...cut,
      totals: { contacted: half },
    });
    expect(await figures(secret, "campaigns", FEBRUARY)).toMatchObject({ ...cut, total: half });
    expect(await figures(secret, "senders", FEBRUARY)).toMatchObject({
      ...cut,
      senders: [{ contacted: half }],
    });
    const later = { startDate: "2024-02-15", endDate: "2024-02-29" };
    expect(await figures(secret, "overview", later)).toMatchObject({ countedSince: null, previous: null });
    await env.DB.prepare("DELETE FROM touch_days WHERE workspace_id = ?1").bind(workspaceId).run();
  });

  it("has conversations of which at least 10,000 are counted", async () => {
    const { secret, workspaceId } = await createTestKey();
    await env.DB.prepare(
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10001)
       INSERT INTO conversations (workspace_id, id, first_at, last_at, last_event, messages, inbound, human_replies)
       SELECT ?1, 'id:' || n, ?2, ?2, 'evt_1', 1, 0, 0 FROM numbers`,
    )
      .bind(workspaceId, Date.parse("2024-02-05"))
      .run();
    expect(await figures(secret, "conversations", FEBRUARY)).toMatchObject({
      total: { count: 10_000, isMinimum: true },
      conversations: expect.arrayContaining([expect.objectContaining({ subject: null, campaign: null })]),
    });
    await env.DB.prepare("DELETE FROM conversations WHERE workspace_id = ?1").bind(workspaceId).run();
  });
});

describe("the conversations in which a campaign was answered", () => {
  it("read as much however often it, and others, were answered", async () => {
    const { workspaceId } = await createTestKey();
    const { DB, meter } = meteredD1(env.DB);
    const reads: number[] = [];
    for (const answered of [300, 3_000]) {
      await fillAnswered(workspaceId, answered);
      meter.rowsRead = 0;
      expect(await listAnswered(DB, workspaceId, "spring", DAYS)).toHaveLength(20);
      reads.push(meter.rowsRead);
    }
    expect(reads[0]).toBeLessThan(1_000);
    expect(reads[1]).toBe(reads[0]);
    await env.DB.batch(
      ["messages", "conversations", "touch_days"].map((table) =>
        env.DB.prepare(`DELETE FROM ${table} WHERE workspace_id = ?1`).bind(workspaceId),
      ),
    );
  });
});
