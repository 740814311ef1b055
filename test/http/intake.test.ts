import { describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { dumpWorkspace } from "../dump.ts";
import { QUIRKS } from "../quirks.ts";
import { get, idOf, order, post, RECEIVE, request } from "../request.ts";
import { countRows, readEvents } from "../rows.ts";
import { createTestKey } from "../workspace.ts";

const GET = "/api/v2/event/get?eventOId=";

describe("an event in another form", () => {
  it.each(QUIRKS)(
    "is kept as sent and shown as understood: $row",
    async ({ kind, body, event, warnings }) => {
      const { secret } = await createTestKey();
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const answer = await post(secret, kind, text);
      expect(answer.status).toBe(200);
      const told = warnings.map((line) => {
        const [code, ...path] = line.split(" ");
        return expect.objectContaining({ code, path: path.join(" ") });
      });
      expect(answer.json).toMatchObject({ additionalData: { warnings: expect.arrayContaining(told) } });
      const { json } = await get(secret, GET + idOf(answer));
      // A byte order mark is the encoding's.
      const kept = text.replace(/^\ufeff/, "");
      const shown = JSON.parse(JSON.stringify(event));
      expect(json).toMatchObject({
        data: { body: kept, event: shown, warnings: expect.arrayContaining(told) },
      });
      // Again it is the same event with the same content.
      expect(await post(secret, kind, text)).toMatchObject({
        status: 200,
        json: { additionalData: { eventOId: idOf(answer), duplicate: true, conflict: false } },
      });
    },
  );

  it.each(["text/plain", "application/x-www-form-urlencoded", "text/html", "nonsense"])(
    "may say that it is %s",
    async (type) => {
      const { secret } = await createTestKey();
      expect(await post(secret, "emails", emailBody(), { "content-type": type })).toMatchObject({
        status: 200,
        json: { additionalData: { warnings: [] } },
      });
    },
  );

  it("may say nothing of what it is", async () => {
    const { secret } = await createTestKey();
    const body = new TextEncoder().encode(JSON.stringify(emailBody()));
    const answer = await request(`${RECEIVE}/emails`, { method: "POST", headers: { api_key: secret }, body });
    expect(answer.status).toBe(200);
  });

  it("is processed like any other", async () => {
    const { secret } = await createTestKey();
    const { from: _from, ...body } = emailBody();
    const id = idOf(await post(secret, "emails", { ...body, "from.email": "Ann <ann@x.com>" }));
    await expect
      .poll(async () => (await get(secret, GET + id)).json, { timeout: 8_000 })
      .toMatchObject({
        data: { processingStatus: "processed", results: { message: { from: "ann@x.com" } } },
      });
  });
});

describe("an event that must be in the contract's own form", () => {
  const body = { ...emailBody(), to: "john@prospect.com" };

  it("is refused otherwise, by the request or by its key, and the request has the last word", async () => {
    const { secret } = await createTestKey();
    const strict = await createTestKey({ isStrict: true });
    expect((await post(secret, "emails?strict=true", body)).status).toBe(400);
    expect((await post(secret, "emails?strict=false", body)).status).toBe(200);
    expect((await post(strict.secret, "emails", body)).status).toBe(400);
    expect((await post(strict.secret, "emails", emailBody())).status).toBe(200);
    expect((await post(strict.secret, "emails?strict=false", body)).status).toBe(200);
  });

  it("is kept without any change", async () => {
    const { secret } = await createTestKey();
    const sent = { ...emailBody(), campaignId: "N/A" };
    const answer = await post(secret, "emails?strict=true", sent);
    expect(answer.json).toMatchObject({ additionalData: { warnings: [] } });
    const { json } = await get(secret, GET + idOf(answer));
    expect(json).toMatchObject({ data: { event: { campaignId: "N/A" }, warnings: [] } });
  });

  it("is the same event with the same content as one that may have another", async () => {
    const { secret } = await createTestKey();
    const sent = { ...emailBody(), campaignId: "N/A" };
    const answer = await post(secret, "emails?strict=true", sent);
    expect(await post(secret, "emails", sent)).toMatchObject({
      json: { additionalData: { eventOId: idOf(answer), duplicate: true, conflict: false } },
    });
  });

  it("stays so when it was refused and is sent again", async () => {
    const { secret } = await createTestKey();
    const { json } = await post(secret, "emails?strict=true", body);
    const replay = await order(secret, "/api/v2/rejections/replay", {
      rejectionOIds: [json["rejectionOId"]],
    });
    expect(replay.json).toMatchObject({ data: { results: [{ outcome: "refused" }] } });
  });

  it("stays so as a conflict that is adopted", async () => {
    const { secret } = await createTestKey();
    const id = idOf(await post(secret, "emails", emailBody({ eventId: "1" })));
    await post(secret, "emails?strict=true", emailBody({ eventId: "1", campaignId: "N/A", subject: "x" }));
    const view = await get(secret, GET + id);
    const [conflict] = conflictsOf(view.json);
    const wanted = { eventOId: id, conflictOId: conflict };
    expect((await order(secret, "/api/v2/event/adopt", wanted)).status).toBe(200);
    expect((await get(secret, GET + id)).json).toMatchObject({ data: { event: { campaignId: "N/A" } } });
  });

  it.each(["strict=1", "strict=yes", "dryRun=1", "strict=TRUE"])("is not asked for by %s", async (query) => {
    const { secret } = await createTestKey();
    const answer = await post(secret, `emails?${query}`, emailBody());
    expect(answer).toMatchObject({
      status: 400,
      json: { code: "invalid_request", errors: [{ path: query.split("=")[0], expected: "true or false" }] },
    });
  });

  it("is not asked for by a blank, and other parameters are left alone", async () => {
    const { secret } = await createTestKey();
    expect((await post(secret, "emails?strict=&dryRun=&utm_source=x", body)).status).toBe(200);
  });
});

describe("a dry run", () => {
  it("answers what would be stored and stores nothing", async () => {
    const { secret, workspaceId } = await createTestKey();
    const body = emailBody({ to: "john@prospect.com" });
    const before = await stateOf(workspaceId);
    const foretold = await post(secret, "emails?dryRun=true", body);
    expect(await stateOf(workspaceId)).toEqual(before);
    expect(foretold).toMatchObject({
      status: 200,
      json: {
        received: false,
        dryRun: true,
        additionalData: {
          duplicate: false,
          processingStatus: "pending",
          warnings: [{ code: "people" }],
          event: { to: [{ email: "john@prospect.com" }] },
        },
      },
    });
    const answer = await post(secret, "emails", body);
    expect(idOf(answer)).toBe(idOf(foretold));
    expect(await post(secret, "emails?dryRun=true", body)).toMatchObject({
      json: { additionalData: { duplicate: true, conflict: false, firstReceivedAt: expect.any(String) } },
    });
    const other = emailBody({ to: "john@prospect.com", body: "other" });
    expect(await post(secret, "emails?dryRun=true", other)).toMatchObject({
      json: {
        additionalData: {
          conflict: true,
          warnings: [{ code: "content" }, { code: "people" }, { code: "conflict" }],
        },
      },
    });
    expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 0 }]);
    expect(await countRows("conflicts", workspaceId)).toBe(0);
  });

  it.each([
    ["an event that is none", "{}"],
    ["what is no JSON", "{"],
    ["too large a body", " ".repeat(1_048_577)],
  ])("refuses %s as ever, and keeps no rejection", async (_what, body) => {
    const { secret, workspaceId } = await createTestKey();
    const before = await stateOf(workspaceId);
    const real = await post(secret, "emails?dryRun=true", body);
    expect(real.json).toMatchObject({ received: false, dryRun: true, code: expect.any(String) });
    expect(real.status).toBeGreaterThanOrEqual(400);
    expect(real.json["rejectionOId"]).toBeUndefined();
    expect(await stateOf(workspaceId)).toEqual(before);
  });

  it("says of somebody who is to stay erased that the event would be refused", async () => {
    const { secret, workspaceId } = await createTestKey();
    await order(secret, "/api/v2/subjects/erase", { email: "john@prospect.com" });
    const before = await stateOf(workspaceId);
    const form =
      "eventType=sent&to=john%40prospect.com&from=a%40x.com&subject=&body=x&eventTimestamp=1706956200";
    for (const body of [emailBody(), form]) {
      expect(await post(secret, "emails?dryRun=true", body)).toMatchObject({
        status: 403,
        json: { code: "suppressed", dryRun: true },
      });
      expect((await post(secret, "emails", body)).status).toBe(403);
    }
    expect(await stateOf(workspaceId)).toMatchObject({
      events: before["events"],
      rejections: before["rejections"],
    });
  });
});

describe("erasing a person", () => {
  const KEPT = "amy@prospect.com";
  const form = new URLSearchParams({
    eventTimestamp: "2024-02-03T10:30:00Z",
    eventType: "sent",
    subject: "Hi Dana",
    body: "For Dana Target+Co",
    from: "sarah@company.com",
    to: `Dana Target <dana@target.com>, ${KEPT}`,
  }).toString();

  it.each([
    ["form data", "emails", form],
    ["a text of people", "emails", emailBody({ to: `Dana Target <dana@target.com>, ${KEPT}` })],
    [
      "JSON text of people",
      "emails",
      emailBody({ to: JSON.stringify([{ email: "dana@target.com", name: "Dana Target" }, { email: KEPT }]) }),
    ],
    [
      "JSON in a JSON text",
      "emails",
      JSON.stringify(
        JSON.stringify(
          emailBody({ to: [{ email: "dana@target.com", name: "Dana Target" }, { email: KEPT }] }),
        ),
      ),
    ],
    [
      "a list with one event",
      "emails",
      [emailBody({ to: [{ email: "dana@target.com", name: "Dana Target" }, { email: KEPT }] })],
    ],
    [
      "dotted names",
      "emails",
      (({ to: _to, ...rest }) => ({
        ...rest,
        "to[0].email": "dana@target.com",
        "to[0].name": "Dana Target",
        "to[1].email": KEPT,
      }))(emailBody()),
    ],
  ])("takes the person out of %s, and the event stays", async (_what, kind, body) => {
    const { secret, workspaceId } = await createTestKey();
    const id = idOf(await post(secret, kind, body));
    await order(secret, "/api/v2/subjects/erase", { email: "dana@target.com" });
    const { json } = await get(secret, GET + id);
    expect(json).toMatchObject({ data: { event: { to: [{ email: "erased-1" }, { email: KEPT }] } } });
    const text = JSON.stringify(await stateOf(workspaceId));
    expect(text).not.toMatch(/dana|target\.com/i);
  });
});

function conflictsOf(json: object): readonly unknown[] {
  return [...JSON.stringify(json).matchAll(/"conflictOId":"(con_[0-9a-f]+)"/g)].map(([, id]) => id);
}

/** What the database holds of a workspace. */
function stateOf(workspaceId: string) {
  return dumpWorkspace(workspaceId, ["events", "rejections", "conflicts", "refusal_counts", "daily_counts"]);
}
