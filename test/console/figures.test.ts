import { describe, expect, it } from "vitest";

import { bring, dealAt, figures, replyAt, type Sent, sentAt, workspaceWithEvents } from "../analytics.ts";
import { callBody, socialBody } from "../bodies.ts";
import { createTestKey } from "../workspace.ts";
import { browse, signIn } from "./browse.ts";

const FEBRUARY = "from=2024-02-01&to=2024-02-29";
const API_FEBRUARY = { startDate: "2024-02-01", endDate: "2024-02-29" };

const EVIL = `"'><script>alert(1)</script>&id=\u202e`;

const HISTORY: readonly Sent[] = [
  sentAt("2024-01-20T10:00:00Z", "zoe@prospect.com"),
  replyAt("2024-01-21T10:00:00Z", "zoe@prospect.com"),
  sentAt("2024-02-05T10:00:00Z", "ann@prospect.com"),
  sentAt("2024-02-05T11:00:00Z", "bob@prospect.com"),
  sentAt("2024-02-06T10:00:00Z", "cy@prospect.com", "autumn"),
  sentAt("2024-02-06T11:00:00Z", "dee@prospect.com", ""),
  replyAt("2024-02-05T12:00:00Z", "ann@prospect.com"),
  ["social", socialBody({ eventTimestamp: "2024-02-08T10:00:00Z" })],
  ["calls", callBody({ eventTimestamp: "2024-02-09T10:00:00Z", duration: 600 })],
  dealAt("2024-02-10T10:00:00Z", "ann@prospect.com", {
    eventType: "deal_won",
    amount: 1000.5,
    currency: "EUR",
  }),
  dealAt("2024-02-11T10:00:00Z", "ann@prospect.com", { eventType: "deal_won", amount: 300, currency: "USD" }),
];

async function createReader(events: readonly Sent[] = HISTORY) {
  const key = await workspaceWithEvents(events);
  return { ...key, cookie: await signIn(key.secret) };
}

/** The texts of a page's table under a caption, by rows. */
function tableIn(text: string, caption: string): readonly (readonly string[])[] {
  const found = text.split(/<caption>\s*/).find((part) => part.startsWith(caption)) ?? "";
  const [body = ""] = found.split("</table>");
  return body
    .split("<tr>")
    .slice(2)
    .map((row) =>
      row
        .split(/<t[hd][^>]*>/)
        .slice(1)
        .map(toText),
    );
}

function toText(markup: string): string {
  return markup.replaceAll(/<[^>]*>/g, "").trim();
}

/** A figure at the top of a page. */
function statIn(text: string, name: string): string {
  const [, found = ""] = text.split(`<dt>${name}<`);
  return toText(
    found
      .split("</div>")[0]
      ?.replace(/^[^>]*>/, "")
      .replaceAll("<", " <") ?? "",
  ).replaceAll(/\s+/g, " ");
}

describe("the overview", () => {
  it("shows what the API answers for the same days, with the days before", async () => {
    const { secret, cookie } = await createReader();
    const { totals } = await figuresOf(secret, "overview");
    expect(totals).toMatchObject({ contacted: 5, replied: 1, replyRate: 0.2, replies: { all: 1 } });
    const { text, status } = await browse(`/overview?${FEBRUARY}`, { cookie });
    expect(status).toBe(200);
    expect(statIn(text, "Emails sent")).toBe(
      "4 0 bounced, 0 unsubscribed 3 more than in the 29 days before: 1",
    );
    expect(statIn(text, "Reply rate")).toBe(
      "20.0% 1 of 5 contacted 80.0 points less than in the 29 days before: 100.0% (1 of 1)",
    );
    expect(statIn(text, "Human reply time")).toBe(
      "2 hours median of 1 answered 22 hours less than in the 29 days before: 24 hours",
    );
    expect(statIn(text, "Won")).toBe("2 1,000.5 EUR, 300 USD 2 more than in the 29 days before: 0");
    const arrivals = tableIn(text, "Arrivals by kind");
    expect(arrivals).toHaveLength(29);
    expect(arrivals[4]).toEqual(["2024-02-05", "3", "0", "0", "0", "0"]);
    expect(tableIn(text, "Reply rate")).toEqual([
      ["2024-02-01", "–", "–"],
      ["2024-02-02 to 2024-02-08", "20.0% (1 of 5)", "–"],
      ["2024-02-09 to 2024-02-15", "–", "–"],
      ["2024-02-16 to 2024-02-22", "–", "100.0% (1 of 1)"],
      ["2024-02-23 to 2024-02-29", "–", "–"],
    ]);
  });

  it("claims no change of a rate that nobody had before, and says what to do where nothing happened", async () => {
    const { secret } = await createTestKey();
    const { text } = await browse(`/overview?${FEBRUARY}`, { cookie: await signIn(secret) });
    expect(statIn(text, "Reply rate")).toBe("– 0 of 0 contacted");
    expect(text).toContain("Nothing happened in these days");
  });

  it.each([
    ["from=yesterday", "from is not an ISO 8601 date or time. Choose a day like 2026-11-01."],
    ["from=2024-03-01&to=2024-02-01", "From is after To, or they span more than 366 days."],
    ["days=9999", "From is after To, or they span more than 366 days."],
    ["days=x", "days is not a whole number."],
  ])("says what is wrong with %s", async (query, why) => {
    const { secret } = await createTestKey();
    const { status, text } = await browse(`/overview?${query}`, { cookie: await signIn(secret) });
    expect({ status, saysWhy: text.includes(why) }).toEqual({ status: 400, saysWhy: true });
  });
});

describe("campaigns", () => {
  it("are listed with the figures of the API, those without one under a name of their own", async () => {
    const { cookie } = await createReader();
    const { text } = await browse(`/campaigns?${FEBRUARY}&sort=name&order=asc`, { cookie });
    expect(tableIn(text, "Campaigns: 3")).toEqual([
      ["No campaign", "1", "2", "0", "0.0% (0 of 2)", "0.0% (0 of 2)", "0", "0", "0", "–"],
      ["autumn", "1", "1", "0", "0.0% (0 of 1)", "0.0% (0 of 1)", "0", "0", "0", "–"],
      ["spring", "2", "2", "1", "50.0% (1 of 2)", "50.0% (1 of 2)", "0", "0", "0", "2: 1,000.5 EUR, 300 USD"],
    ]);
  });

  it("are the same table as CSV that the API has", async () => {
    const { secret, cookie } = await createReader();
    for (const [by, path] of [
      ["campaign", "campaigns"],
      ["sender", "senders"],
    ]) {
      const query = new URLSearchParams({ ...API_FEBRUARY, format: "csv" }).toString();
      const { text: theirs } = await browse(`/api/v2/analytics/${path}?${query}`, {
        headers: { api_key: secret },
      });
      const { text, headers } = await browse(`/campaigns.csv?${FEBRUARY}&by=${by}`, { cookie });
      expect(text).toBe(theirs);
      expect(headers.get("content-type")).toContain("text/csv");
      expect(headers.get("content-disposition")).toBe(`attachment; filename="${path}.csv"`);
    }
  });

  it("are paged by a cursor that goes on where the page ended", async () => {
    const names = Array.from({ length: 51 }, (_none, index) => `c${String(index).padStart(2, "0")}`);
    const { cookie } = await createReader(
      names.map((name) => sentAt("2024-02-05T10:00:00Z", `${name}@prospect.com`, name)),
    );
    const first = await browse(`/campaigns?${FEBRUARY}&sort=name&order=asc`, { cookie });
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await browse(next, { cookie });
    expect(tableIn(first.text, "Campaigns: 51").map(([name]) => name)).toEqual(names.slice(0, 50));
    expect(tableIn(second.text, "Campaigns: 51").map(([name]) => name)).toEqual(names.slice(50));
    expect(second.text).not.toContain('rel="next"');
  });

  it("have a page with their own figures and funnel, which is empty for a campaign of another workspace", async () => {
    const mine = await createReader();
    const other = await createReader([sentAt("2024-02-05T10:00:00Z", "ann@prospect.com", "theirs")]);
    const { text } = await browse(`/campaigns/view?id=spring&${FEBRUARY}`, mine);
    expect(statIn(text, "Emails sent")).toBe(
      "2 0 bounced, 0 unsubscribed 1 more than in the 29 days before: 1",
    );
    expect(tableIn(text, "From touch to won").map(([name, now]) => [name, now])).toEqual([
      ["Contacted", "2"],
      ["Replied", "1"],
      ["A human replied", "1"],
      ["Meeting booked", "0"],
      ["Opportunity", "0"],
      ["Won", "2"],
      ["Lost", "0"],
    ]);
    expect(text).toContain("<title>spring ·");
    const theirs = await browse(`/campaigns/view?id=theirs&${FEBRUARY}`, mine);
    expect(theirs.text).toContain("No such campaign in these days");
    expect((await browse(`/campaigns/view?id=theirs&${FEBRUARY}`, other)).text).toContain("<dt>Emails sent");
  });

  it("lead to the conversations in which somebody answered them, and to those of all", async () => {
    const { cookie } = await createReader([
      ...HISTORY,
      replyAt("2024-02-07T10:00:00Z", "cy@prospect.com", "No."),
    ]);
    const open = (path: string) => browse(path, { cookie });
    const view = await open(`/campaigns/view?id=spring&${FEBRUARY}`);
    const rows = tableIn(view.text, "Where a message");
    expect(rows.map((row) => row.map((cell) => cell.replaceAll(/\s+/g, " ")))).toEqual([
      [
        "2024-02-05 12:00:00",
        "Re: Follow up on our conversationann@prospect.com",
        "theirs is last",
        "2 (1 out, 1 in)",
        "spring",
      ],
    ]);
    const hrefs = [...view.text.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) =>
      href.replaceAll("&amp;", "&"),
    );
    const thread = await open(hrefs.find((href) => href.startsWith("/conversations/view")) ?? "");
    expect(thread.text).toContain("Tuesday works for us.");
    expect(thread.text).toContain('href="/campaigns/view?id=spring"');
    expect(hrefs).toContain(`/conversations?${FEBRUARY}`);
    const january = await open("/campaigns/view?id=spring&from=2024-01-01&to=2024-01-31");
    expect(tableIn(january.text, "Where a message")).toHaveLength(1);
    expect(january.text).toContain("zoe@prospect.com");
    const none = await open(`/campaigns/view?id=&${FEBRUARY}`);
    expect(none.text).toContain("Nobody answered what it sent in these days.");
  });

  it("are linked and shown as text, whatever their names are", async () => {
    const { cookie } = await createReader([
      sentAt("2024-02-05T10:00:00Z", "ann@prospect.com", EVIL),
      dealAt("2024-02-06T10:00:00Z", "ann@prospect.com", {
        opportunityName: EVIL,
        amount: 1,
        currency: "EUR",
      }),
    ]);
    const list = await browse(`/campaigns?${FEBRUARY}`, { cookie });
    const href = /href="(\/campaigns\/view\?[^"]+)"/.exec(list.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const view = await browse(href, { cookie });
    expect(statIn(view.text, "Emails sent")).toMatch(/^1 /);
    const outcomes = await browse(`/outcomes?${FEBRUARY}`, { cookie });
    for (const { text } of [list, view, outcomes]) {
      expect(text).toContain("&lt;script&gt;");
      expect(text).not.toContain("<script>alert");
      expect(text.replaceAll(/type="hidden"[^>]*>/g, "")).not.toContain("\u202e");
    }
  });
});

describe("outcomes", () => {
  it("are a funnel and a list with its events and campaigns, as the API has them", async () => {
    const { secret, cookie, workspaceId } = await createReader();
    await bring({ secret, workspaceId }, [
      dealAt("2024-01-25T10:00:00Z", "zoe@prospect.com", { eventType: "meeting_booked" }),
    ]);
    const { totals } = await figuresOf(secret, "overview");
    expect(totals).toMatchObject({ daysFromFirstTouch: { deal_won: 5.5 } });
    const { text } = await browse(`/outcomes?${FEBRUARY}`, { cookie });
    expect(tableIn(text, "From touch to won")).toEqual([
      ["Contacted", "5", "1", "", "–", "–"],
      ["Replied", "1", "1", "20.0% of contacted", "–", "–"],
      ["A human replied", "1", "1", "20.0% of contacted", "–", "–"],
      ["Meeting booked", "0", "1", "", "–", "–"],
      ["Opportunity", "0", "0", "", "–", "–"],
      ["Won", "2", "0", "", "5.5 days", "1,000.5 EUR, 300 USD"],
      ["Lost", "0", "0", "", "–", "–"],
    ]);
    const { outcomes } = await figuresOf(secret, "outcomes");
    const ids = [...text.matchAll(/href="\/events\/(evt_\w+)"/g)].map(([, id]) => id);
    expect(outcomes).toMatchObject(ids.map((oId) => ({ oId, campaign: "spring" })));
    expect(text.match(/\/campaigns\/view\?id=spring/g)).toHaveLength(2);
  });
});

it("outcomes name an account only where the opportunity's name does not", async () => {
  const { cookie } = await createReader(
    [
      ["Stonegate: hosting", "STONEGATE"],
      ["Managed hosting", "Stonegate"],
    ].map(([opportunityName = "", accountName = ""]) =>
      dealAt("2024-02-10T10:00:00Z", "ann@prospect.com", {
        opportunityId: opportunityName,
        opportunityName,
        accountName,
      }),
    ),
  );
  const { text } = await browse(`/outcomes?${FEBRUARY}`, { cookie });
  const names = tableIn(text, "The latest first").map((row) => row[2]?.replaceAll(/\s+/g, " "));
  expect(new Set(names)).toEqual(new Set(["Managed hosting stonegate", "Stonegate: hosting"]));
});

it("the time to reply at the top is a human's, and that of automatic answers stands below", async () => {
  const { cookie } = await createReader([
    sentAt("2024-02-05T10:00:00Z", "ann@prospect.com"),
    replyAt("2024-02-05T10:01:00Z", "ann@prospect.com", "I am out of the office until Monday."),
    replyAt("2024-02-05T13:00:00Z", "ann@prospect.com"),
  ]);
  const { text } = await browse(`/overview?${FEBRUARY}`, { cookie });
  expect(statIn(text, "Human reply time")).toBe("3 hours median of 1 answered");
  expect(tableIn(text, "All figures")).toContainEqual(["Reply time median", "60 seconds", "–"]);
});

describe("a page of figures", () => {
  it("says what its figures mean, and how more can win than were contacted", async () => {
    const { cookie } = await createReader();
    for (const path of ["/overview?", "/campaigns?", "/campaigns/view?id=spring&", "/outcomes?"]) {
      const { text } = await browse(`${path}${FEBRUARY}`, { cookie });
      expect({ path, says: text.includes("Replied ÷ contacted") }).toEqual({ path, says: true });
    }
    for (const path of ["/overview", "/calls"]) {
      const { text } = await browse(`${path}?${FEBRUARY}`, { cookie });
      const says = ["counts twice", "Up to a minute behind"].map((words) =>
        text.replaceAll(/\s+/g, " ").includes(words),
      );
      expect({ path, says }).toEqual({ path, says: [true, true] });
    }
    const { text } = await browse("/outcomes?from=2024-02-09&to=2024-02-29", { cookie });
    expect(tableIn(text, "From touch to won")[5]).toEqual([
      "Won",
      "2",
      "0",
      "",
      "5.5 days",
      "1,000.5 EUR, 300 USD",
    ]);
    expect(text.replaceAll(/\s+/g, " ")).toContain("deals that skipped a stage");
  });

  it("keeps the days that it refused in the form, to be mended", async () => {
    const { secret } = await createTestKey();
    const { text } = await browse("/campaigns?from=2024-03-01&to=2024-02-01", {
      cookie: await signIn(secret),
    });
    expect(text).toContain('name="from" value="2024-03-01"');
    expect(text).toContain('name="to" value="2024-02-01"');
  });
});

async function figuresOf(secret: string, path: string) {
  // An object by the tests of the API.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (await figures(secret, path, API_FEBRUARY)) as Readonly<Record<string, unknown>>;
}
