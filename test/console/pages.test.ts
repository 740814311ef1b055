import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { crmBody, emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { indexAll } from "../index-all.ts";
import { post, request } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";
import { browse, signIn } from "./browse.ts";

async function createAdmin() {
  const { secret, key, workspaceId } = await createTestKey();
  return { secret, key, workspaceId, cookie: await signIn(secret) };
}

const EVIL = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;

function seenIn(text: string): string {
  return /data-seen="([\d-]+)"/.exec(text)?.[1] ?? "";
}

/** The words of each row of a table. */
function rowsOf(text: string): readonly string[] {
  return [...text.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row = ""]) =>
      row
        .replaceAll(/<[^>]*>/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .slice(1);
}

function outcomesIn(text: string): readonly (string | undefined)[] {
  return [...text.matchAll(/class="badge (\w+)"/g)].map(([, outcome]) => outcome);
}

describe("live", () => {
  it("shows what was accepted, what came twice and what was refused, and of each poll only what is new", async () => {
    const { secret, cookie } = await createAdmin();
    let seen = seenIn((await browse("/live", { cookie })).text);
    const poll = async () => {
      const { status, headers, text } = await browse(`/live/rows?seen=${seen}`, { cookie });
      seen = headers.get("x-seen") ?? "";
      return { status, outcomes: outcomesIn(text) };
    };
    expect(await poll()).toEqual({ status: 204, outcomes: [] });
    const body = emailBody();
    await send({ secret, body, env: silentQueue });
    expect(await poll()).toEqual({ status: 200, outcomes: ["accepted"] });
    await send({ secret, body: { ...body, to: [] }, env: silentQueue });
    expect(await poll()).toEqual({ status: 200, outcomes: ["refused"] });
    await send({ secret, body, env: silentQueue });
    await expect.poll(async () => (await poll()).outcomes).toEqual(["duplicate"]);
    const { text } = await browse("/live", { cookie });
    expect(new Set(outcomesIn(text))).toEqual(new Set(["accepted", "duplicate", "refused"]));
  });

  it.each([
    ["type=crm", 1],
    ["type=emails", 1],
    ["type=sent", 0],
    ["outcome=refused", 1],
    ["outcome=duplicate", 0],
  ])("is filtered by %s", async (query, rows) => {
    const { secret, cookie } = await createAdmin();
    await post(secret, "crm", crmBody());
    await post(secret, "emails", {});
    const { text } = await browse(`/live?${query}`, { cookie });
    expect([...text.matchAll(/data-key=/g)]).toHaveLength(rows);
  });
});

describe("live without a row", () => {
  it("tells a filter that lets nothing through from a workspace in which nothing has arrived", async () => {
    const { secret, cookie } = await createAdmin();
    const NOTHING_YET = "Nothing has arrived yet";
    const NONE_OF_THESE = "None of these among the latest arrivals";
    expect((await browse("/live?type=&outcome=", { cookie })).text).toContain(NOTHING_YET);
    await post(secret, "crm", crmBody());
    const { text } = await browse("/live?outcome=refused", { cookie });
    expect(text).not.toContain(NOTHING_YET);
    expect(text).toContain(NONE_OF_THESE);
    expect(text).toContain('<a href="/live">See all</a>');
    expect((await browse("/live?outcome=accepted", { cookie })).text).toMatch(/id="none" hidden/);
  });
});

describe("a refused body", () => {
  it("is mended and sent again, and refused again for as long as it is wrong", async () => {
    const { secret, cookie } = await createAdmin();
    const { json } = await post(secret, "crm", crmBody({ opportunityName: null }));
    const path = `/refused/${String(json["rejectionOId"])}`;
    const list = await browse("/refused", { cookie });
    expect(list.text).toContain(path);
    expect(list.text).toContain("opportunityName");
    const shown = await browse(path, { cookie });
    expect(shown.text).toContain("opportunityName is missing");
    const again = await browse(path, { cookie, form: { body: "{" } });
    expect({ status: again.status, isKept: again.text.includes("{</textarea>") }).toEqual({
      status: 400,
      isKept: true,
    });
    expect(again.text).toContain("Still refused.");
    const taken = await browse(path, { cookie, form: { body: JSON.stringify(crmBody()) } });
    expect(taken).toMatchObject({ status: 303, location: expect.stringMatching(/^\/events\/evt_/) });
    const event = await browse(taken.location ?? "", { cookie });
    expect(event.text).toContain("This came of the refused body.");
    expect(event.text).toContain('<a href="/refused">what is still open</a>');
    const later = await browse(taken.location?.split("?")[0] ?? "", { cookie });
    expect(later.text).toContain("badge received");
    expect(later.text).not.toContain("This came of the refused body.");
  });

  it("keeps every number as it was sent in the text that is to be mended", async () => {
    const { secret, cookie } = await createAdmin();
    const body =
      '{"eventType":"deal_won","amount":12345678901234567890.10,"list":[],"o":{},"text":"a \\"b\\", {c}: [d]"}';
    const { json } = await post(secret, "crm", body);
    const { text } = await browse(`/refused/${String(json["rejectionOId"])}`, { cookie });
    const area = /<textarea[^>]*>\n([^<]*)<\/textarea>/.exec(text)?.[1]?.replaceAll("&quot;", '"') ?? "";
    expect(area).toContain(
      '\n  "amount": 12345678901234567890.10,\n  "list": [],\n  "o": {},\n  "text": "a \\"b\\", {c}: [d]"\n}',
    );
  });
});

describe("a key", () => {
  it("is made, shown this once, works, is rotated and revoked", async () => {
    const { cookie } = await createAdmin();
    const form = { providerName: "n8n", label: EVIL, scopes: "ingest" };
    const made = await browse("/keys", { cookie, form });
    const secret = />(tl_\w+)<\/textarea>/.exec(made.text)?.[1] ?? "";
    expect((await post(secret, "crm", crmBody())).status).toBe(200);
    const list = await browse("/keys", { cookie });
    expect(list.text).not.toContain(secret);
    const id = /\/keys\/(key_\w+)\/revoke/.exec(list.text)?.[1] ?? "";
    const rotated = await browse(`/keys/${id}/rotate`, { cookie, form: { graceDays: "7" } });
    expect(rotated.text).toContain("Key made");
    const [old, successor] = rowsOf((await browse("/keys", { cookie })).text).slice(1);
    expect(old).toMatch(/active replaced .* \d{4}-\d\d-\d\d \d\d:\d\d:\d\d Revoke …$/);
    expect(successor).toMatch(/active never never Rotate … Revoke …$/);
    expect((await browse(`/keys/${id}/revoke`, { cookie, form: {} })).location).toBe("/keys");
    expect((await post(secret, "crm", crmBody())).status).toBe(401);
  });

  it("is tried with a command that stores nothing", async () => {
    const { cookie, workspaceId } = await createAdmin();
    const { text } = await browse("/keys", { cookie, form: { providerName: "n8n", scopes: "ingest" } });
    const said = text.replaceAll("&quot;", '"');
    expect(said).toContain("Nothing is stored");
    const [, path = "", secret = "", body = ""] =
      /curl 'http:\/\/[^/]+([^']+)'.*?'api_key: (\w+)'.*?-d '([^']+)'/s.exec(said) ?? [];
    const headers = { api_key: secret, "content-type": "application/json" };
    const { status, json } = await request(path, { method: "POST", headers, body });
    expect({ status, dryRun: json["dryRun"] }).toEqual({ status: 200, dryRun: true });
    const stored = env.DB.prepare("SELECT count(*) AS n FROM events WHERE workspace_id = ?1");
    expect(await stored.bind(workspaceId).first("n")).toBe(0);
  });

  it("is rotated after asking, and the answer says until when the old one works", async () => {
    const { secret, key, cookie } = await createAdmin();
    const path = `/keys/${key.id}/rotate`;
    const asked = await browse(path, { cookie });
    expect(asked.text).toContain("Rotate this key?");
    expect(asked.text).toMatch(/name="graceDays"\s+value="7"/);
    expect(asked.text).toContain("You are signed in with");
    for (const graceDays of ["", "31", "soon"]) {
      const { status, text } = await browse(path, { cookie, form: { graceDays } });
      expect(status).toBe(400);
      expect(text).toContain("graceDays");
    }
    const before = Date.now();
    // Later than alerts of the other tests look ahead.
    const rotated = await browse(path, { cookie, form: { graceDays: "30" } });
    const said = rotated.text.replaceAll(/<(?!time)[^>]*>/g, "").replaceAll(/\s+/g, " ");
    const [, prefix, until = ""] =
      /The old key (\S+)… works until <time datetime="([^"]+)">/.exec(said) ?? [];
    expect(prefix).toBe(key.prefix);
    const rotatedAt = Date.parse(until) - 30 * 24 * 60 * 60 * 1000;
    expect(rotatedAt).toBeGreaterThanOrEqual(before);
    expect(rotatedAt).toBeLessThanOrEqual(Date.now());
    expect((await post(secret, "crm", crmBody())).status).toBe(200);
    const again = await browse(path, { cookie });
    expect(again.text).toContain("can't be rotated");
    expect(again.text).not.toContain("graceDays");
  });

  it.each([
    [{ providerName: "two words", scopes: "ingest" }, "providerName"],
    [{ providerName: "N8N" }, "scopes is empty"],
    [{ providerName: "N8N", scopes: "ingest", expiresAt: "2020-01-01" }, "is over already"],
  ])("is not made from %j, and the page says why", async (form, why) => {
    const { cookie } = await createAdmin();
    const { status, text } = await browse("/keys", { cookie, form });
    expect({ status, saysWhy: text.includes(why) }).toEqual({ status: 400, saysWhy: true });
  });

  it("does not end itself", async () => {
    const { key, cookie } = await createAdmin();
    expect((await browse(`/keys/${key.id}/revoke`, { cookie, form: {} })).status).toBe(400);
    expect((await browse("/keys", { cookie })).status).toBe(200);
  });
});

it("erases a person after asking once more, and gives a receipt", async () => {
  const { secret, cookie } = await createAdmin();
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  const form = { email: "john@prospect.com", suppress: "on" };
  expect((await browse("/erasure", { cookie, form })).status).toBe(200);
  expect((await browse(`/events/${id}`, { cookie })).status).toBe(200);
  const { location } = await browse("/erasure", { cookie, form: { ...form, sure: "yes" } });
  expect((await browse(location ?? "", { cookie })).text).toContain("erased-1");
  expect((await browse(`/events/${id}`, { cookie })).status).toBe(404);
});

it("says before an erasure that nothing was found of an address, and what it finds itself", async () => {
  const { secret, cookie } = await createAdmin();
  await send({ secret, body: emailBody(), env: silentQueue });
  await indexAll();
  const { text } = await browse("/erasure", { cookie, form: { email: "jon@prospect.com" } });
  expect(text).toContain("<b>Nothing found of this address</b>");
  expect(text).toMatch(/Mails that only hold the person's name are found by the erasure\s+itself/);
  expect(listOf(text)).toEqual([
    "Events deleted: none found yet",
    "Events rewritten: none found yet",
    "Differing bodies deleted: none found yet",
    "Refused bodies deleted: none",
  ]);
  const found = await browse("/erasure", { cookie, form: { email: "john@prospect.com" } });
  expect(found.text).not.toContain("Nothing found");
  expect(listOf(found.text).slice(0, 2)).toEqual([
    "Events deleted: at least 1",
    "Events rewritten: none found yet",
  ]);
});

describe("a download that is refused", () => {
  it("is the page with its form again: why, and the days that were chosen", async () => {
    const { cookie } = await createAdmin();
    const path = "/export/events.ndjson?startDate=2026-03-02&endDate=2026-03-01";
    const { status, headers, text } = await browse(path, { cookie });
    expect({ status, disposition: headers.get("content-disposition") }).toEqual({
      status: 400,
      disposition: null,
    });
    expect(text).toContain("<h1>Export</h1>");
    expect(text).toContain("startDate is after endDate");
    expect(text).toMatch(/name="startDate"\s+required\s+value="2026-03-02"/);
    expect(text).toMatch(/name="endDate"\s+value="2026-03-01"/);
  });

  it("is the page on which a person's address was asked for", async () => {
    const { cookie } = await createAdmin();
    const { status, text } = await browse("/export/person.ndjson?email=nobody", { cookie });
    expect(status).toBe(400);
    expect(text).toContain("<h1>Erasure</h1>");
    expect(text).toContain("is not an email address");
  });
});

function listOf(text: string): readonly string[] {
  const pairs = [...text.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)];
  return pairs.map(([, name = "", value = ""]) => `${name}: ${value}`);
}

it("asks before an erasure also when nothing can be counted", async () => {
  const { cookie } = await createAdmin();
  const DB = faultyD1(
    env.DB,
    ({ sql }) => (sql.includes("FROM rejections") ? "before" : "none"),
    "D1 DB is overloaded",
  );
  const form = { email: "john@prospect.com" };
  const { status, text } = await browse("/erasure", { cookie, form, env: { DB } });
  expect(status).toBe(200);
  expect(text).toContain("could not be counted");
  expect(text).toContain('name="sure"');
});

it("counts before an erasure what would go", async () => {
  const { secret, cookie } = await createAdmin();
  const ann = { email: "ann@prospect.com", name: "Ann" };
  const alone = emailBody({ eventId: "alone" });
  await send({ secret, body: alone, env: silentQueue });
  await send({ secret, body: { ...alone, subject: "Another" }, env: silentQueue });
  const both = emailBody({ eventId: "both", to: [{ email: "john@prospect.com" }, ann] });
  await send({ secret, body: both, env: silentQueue });
  await send({ secret, body: emailBody({ eventId: "hers", to: [ann] }), env: silentQueue });
  await post(secret, "emails", emailBody({ eventTimestamp: "yesterday" }));
  await indexAll();
  const { text } = await browse("/erasure", { cookie, form: { email: "John@prospect.com" } });
  expect(text).toContain("<b>john@prospect.com</b>");
  expect(listOf(text)).toEqual([
    "Events deleted: at least 1",
    "Events rewritten: at least 1",
    "Differing bodies deleted: at least 1",
    "Refused bodies deleted: 1",
  ]);
  const { location } = await browse("/erasure", {
    cookie,
    form: { email: "john@prospect.com", sure: "yes" },
  });
  expect(listOf((await browse(location ?? "", { cookie })).text).slice(-5)).toEqual([
    "Events deleted: 1",
    "Events rewritten: 1",
    "Differing bodies deleted: 1",
    "Refused bodies deleted: 1",
    "Kept away from now on: no",
  ]);
});

it("lists the latest erasures with what came of them, and without addresses", async () => {
  const { secret, cookie } = await createAdmin();
  expect((await browse("/erasure", { cookie })).text).not.toContain("Latest erasures");
  await send({ secret, body: emailBody(), env: silentQueue });
  for (const email of ["john@prospect.com", "nobody@prospect.com"]) {
    await browse("/erasure", { cookie, form: { email, sure: "yes" } });
  }
  const { text } = await browse("/erasure", { cookie });
  const rows = [...text.matchAll(/>erased-(\d)<\/a>.*?>completed<.*?"deleted">(\d+)</gs)];
  expect(rows.map(([, number, deleted]) => [number, deleted])).toEqual([
    ["2", "0"],
    ["1", "1"],
  ]);
  expect([...text.matchAll(/href="\/erasure\/ers_\w+"/g)]).toHaveLength(2);
  expect(text).not.toContain("@prospect.com");
});

it("deletes an event for good after asking, and processes one again", async () => {
  const { secret, cookie } = await createAdmin();
  const { id } = await send({ secret, kind: "crm", body: crmBody(), env: silentQueue });
  expect((await browse(`/events/${id}/replay`, { cookie, form: {} })).location).toBe(`/events/${id}`);
  expect((await browse(`/events/${id}`, { cookie })).text).toContain("badge replayed");
  expect((await browse(`/events/${id}/delete`, { cookie })).status).toBe(200);
  expect((await browse(`/events/${id}`, { cookie })).status).toBe(200);
  expect((await browse(`/events/${id}/delete`, { cookie, form: {} })).text).toContain("The event is gone.");
  expect((await browse(`/events/${id}`, { cookie })).status).toBe(404);
});

it("renders nothing of an event as HTML, wherever it stands", async () => {
  const { secret, cookie } = await createAdmin();
  const evil = emailBody({
    eventId: EVIL,
    subject: `${EVIL}\u202e\u200b`,
    campaignId: EVIL,
    customMetadata: { [EVIL]: EVIL },
    body: { text: EVIL, html: EVIL },
    from: { email: "sarah@company.com", name: EVIL },
  });
  const { id } = await send({ secret, body: evil, env: silentQueue });
  await send({ secret, body: { ...evil, subject: "other" }, env: silentQueue });
  const refused = await post(secret, "emails", { ...evil, eventType: EVIL, to: [{ email: EVIL }] });
  await post(secret, "emails", EVIL);
  const paths = [
    "/live",
    "/events",
    `/events?q=${encodeURIComponent(EVIL)}&provider=${encodeURIComponent(EVIL)}`,
    `/events/${id}`,
    "/refused",
    `/refused/${String(refused.json["rejectionOId"])}`,
  ];
  for (const path of paths) {
    const { status, text } = await browse(path, { cookie });
    expect(status).toBe(200);
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<img");
    expect(text).not.toMatch(/[\u200b\u202e]/);
  }
});
