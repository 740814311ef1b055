import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { importAll, item, readJob } from "../import.ts";
import { get, order } from "../request.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const NDJSON = { "content-type": "application/x-ndjson" };

const NONE = {
  total: 0,
  preSkipped: 0,
  duplicatesInBatch: 0,
  skipped: 0,
  ingested: 0,
  pending: 0,
  failed: 0,
};

const conflictedSchema = v.object({
  data: v.object({ conflicts: v.array(v.object({ conflictOId: v.string() })) }),
});

const FOUR = [
  item("email", emailBody()),
  item("call", callBody()),
  item("crm", crmBody()),
  item("social", socialBody()),
];

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function readBodies(workspaceId: string): Promise<readonly string[]> {
  const { results } = await env.DB.prepare("SELECT body FROM events WHERE workspace_id = ?1 ORDER BY seq")
    .bind(workspaceId)
    .all<{ body: string }>();
  return results.map(({ body }) => body);
}

describe("an import", () => {
  it("stores events of every type, says so of each in order, and makes a job for each type", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { status, counts, statuses, jobs, ids } = await importAll({ secret, body: { events: FOUR } });
    expect({ status, counts, statuses }).toEqual({
      status: 200,
      counts: { ...NONE, total: 4, ingested: 2, pending: 2 },
      statuses: ["stored", "stored", "stored", "stored"],
    });
    expect(jobs.map(({ type, status: state, total }) => [type, state, total])).toEqual([
      ["email", "PENDING", 1],
      ["call", "PENDING", 1],
      ["crm", "COMPLETED", 1],
      ["social", "COMPLETED", 1],
    ]);
    expect((await readEvents(workspaceId)).map(({ id }) => id)).toEqual(ids);
  });

  it("takes the plural names of the types too, in any case", async () => {
    const { secret } = await createTestKey();
    const events = [item("emails", emailBody()), item("CALLS", callBody())];
    expect(await importAll({ secret, body: { events } })).toMatchObject({ statuses: ["stored", "stored"] });
  });

  it("takes an email without a sub-type for one that was sent, and a call for its transcript", async () => {
    const { secret } = await createTestKey();
    const { eventType: _sent, ...email } = emailBody();
    const { eventType: _transcript, ...call } = callBody({ eventType: null });
    const { eventType: _won, ...crm } = crmBody();
    const events = [item("email", email), item("call", { ...call, eventType: " " }), item("crm", crm)];
    const { statuses, results, ids } = await importAll({ secret, body: { events } });
    expect(statuses).toEqual(["stored", "stored", "failed"]);
    expect(results[2]?.errors).toMatchObject([{ path: "eventType", code: "missing" }]);
    const { json } = await get(secret, `/api/v2/event/get?eventOId=${ids[0]}`);
    expect(json).toMatchObject({ data: { eventType: "EMAIL_SENT", event: { eventType: "sent" } } });
  });

  it("keeps the text of each event as it was sent, digits, repeated fields, spaces and all", async () => {
    const { secret, workspaceId } = await createTestKey();
    const rest = JSON.stringify(emailBody()).slice(1);
    const texts = [
      `{ "type": "email" , "n": 12345678901234567890, "a": 1.0, "a": "}],{\\"", "e\\\\": "\\u00e9", ${rest}`,
      `{"type":"email","eventId":"2",${rest}`,
    ];
    const { statuses } = await importAll({ secret, body: `{"events" : [ ${texts.join(" ,\n")} ] }` });
    expect(statuses).toEqual(["stored", "stored"]);
    expect(await readBodies(workspaceId)).toEqual(texts);
  });

  it("gives an event the id that it has when it comes alone, and no conflict", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { eventType: _sent, ...bare } = emailBody({ customMetadata: { a: 1 } });
    const imported = await importAll({
      secret,
      body: { events: [{ type: "email", sourceProviderName: "Apollo.io", ...bare }] },
    });
    const live = await send({ secret, body: emailBody({ customMetadata: { a: 1 } }), env: silentQueue });
    expect(live).toMatchObject({ duplicate: true, conflict: false, id: imported.ids[0] });
    const again = await importAll({
      secret,
      body: { events: [item("email", emailBody({ customMetadata: { a: 1 } }))] },
    });
    expect(again.results).toMatchObject([{ status: "preSkipped", conflict: false }]);
    expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 2 }]);
  });

  it("names where an event comes from by its sourceProviderName, else by the key", async () => {
    const { secret } = await createTestKey({ provider: "N8N" });
    const names = ["Apollo.io", "HubSpot CRM", undefined, "x".repeat(33), 5, " "];
    const events = names.map((sourceProviderName, index) =>
      item("crm", crmBody({ sourceProviderName, opportunityId: `o${index}` })),
    );
    const { ids, results } = await importAll({ secret, body: { events } });
    const labels = await Promise.all(
      ids.map(async (id) => {
        const { json } = await get(secret, `/api/v2/event/get?eventOId=${id}`);
        return json["data"];
      }),
    );
    expect(labels).toMatchObject(
      ["APOLLO_IO", "HUBSPOT_CRM", "N8N", "N8N", "N8N", "N8N"].map((providerName) => ({ providerName })),
    );
    expect(results.map(({ warnings }) => warnings?.length)).toEqual([0, 0, 0, 1, 1, 0]);
  });

  it("stores what is right beside what is wrong, and keeps what is wrong for its owner", async () => {
    const { secret } = await createTestKey();
    const events = [
      { type: "letter" },
      emailBody(),
      item("email", emailBody({ to: [] })),
      "text",
      item("email", emailBody()),
    ];
    const { counts, results, jobs } = await importAll({ secret, body: { events } });
    expect(counts).toEqual({ ...NONE, total: 5, pending: 1, failed: 4 });
    expect(results).toMatchObject([
      {
        status: "failed",
        code: "invalid_event",
        errors: [{ path: "type", expected: "one of email, call, crm, social" }],
      },
      { status: "failed", errors: [{ path: "type", code: "missing" }] },
      { status: "failed", errors: [{ path: "to" }] },
      { status: "failed", errors: [{ path: "", code: "invalid_type" }] },
      { status: "stored" },
    ]);
    expect(jobs).toMatchObject([{ type: "email", total: 2, failed: 1, pending: 1 }]);
    const { json } = await get(secret, `/api/v2/rejections/get?rejectionOId=${results[2]?.rejectionOId}`);
    expect(json).toMatchObject({ data: { kind: "emails", body: JSON.stringify(events[2]) } });
    const unknown = await get(secret, `/api/v2/rejections/get?rejectionOId=${results[0]?.rejectionOId}`);
    expect(unknown.json).toMatchObject({ data: { kind: "import", body: '{"type":"letter"}' } });
  });

  it("keeps what is wrong so that it can be mended and sent again by itself", async () => {
    const { secret } = await createTestKey();
    const { eventType: _sent, ...bare } = emailBody({ to: [] });
    const { results } = await importAll({ secret, body: { events: [item("email", bare)] } });
    const path = `/api/v2/rejections/get?rejectionOId=${results[0]?.rejectionOId}`;
    const { data } = v.parse(
      v.object({ data: v.object({ body: v.string() }) }),
      (await get(secret, path)).json,
    );
    const mended: unknown = JSON.parse(data.body.replace('"to":[]', '"to":[{"email":"a@b.example"}]'));
    const wanted = { rejectionOIds: [results[0]?.rejectionOId], body: mended };
    const { json } = await order(secret, "/api/v2/rejections/replay", wanted);
    expect(json).toMatchObject({ data: { results: [{ outcome: "accepted" }] } });
  });

  it("tells the first faults of an event, so that the answer has bounds", async () => {
    const { secret } = await createTestKey();
    const events = [item("email", emailBody({ to: Array.from({ length: 50 }, () => 1) }))];
    const { results } = await importAll({ secret, body: { events } });
    expect(results[0]?.errors).toHaveLength(10);
  });

  it("counts an event that stands twice in it once, and keeps a differing one beside it", async () => {
    const { secret, workspaceId } = await createTestKey();
    const events = [
      item("email", emailBody()),
      item("email", emailBody()),
      item("email", emailBody({ body: { text: "Another" } })),
    ];
    const { counts, results, ids } = await importAll({ secret, body: { events } });
    expect(counts).toEqual({ ...NONE, total: 3, duplicatesInBatch: 2, skipped: 2, pending: 1 });
    expect(results).toMatchObject([
      { status: "stored" },
      { status: "duplicateInBatch", firstIndex: 0, conflict: false },
      { status: "duplicateInBatch", firstIndex: 0, conflict: true },
    ]);
    const { json } = await get(secret, `/api/v2/event/get?eventOId=${ids[0]}`);
    expect(json).toMatchObject({ data: { conflicts: [{ body: JSON.stringify(events[2]) }] } });
    await expect.poll(() => readEvents(workspaceId), { timeout: 5_000 }).toMatchObject([{ duplicates: 2 }]);
  });

  it("keeps differing ones of a strict key as strictly as they were taken", async () => {
    const { secret } = await createTestKey({ isStrict: true });
    const sent = emailBody({ campaignId: "N/A" });
    const events = ["one", "two"].map((text) => item("email", { ...sent, body: { text } }));
    const { ids } = await importAll({ secret, body: { events: [item("email", sent), ...events] } });
    const [eventOId] = ids;
    const view = await get(secret, `/api/v2/event/get?eventOId=${eventOId}`);
    const { conflicts } = v.parse(conflictedSchema, view.json).data;
    expect(conflicts).toHaveLength(2);
    const conflictOId = conflicts[0]?.conflictOId;
    expect((await order(secret, "/api/v2/event/adopt", { eventOId, conflictOId })).status).toBe(200);
    const { json } = await get(secret, `/api/v2/event/get?eventOId=${eventOId}`);
    expect(json).toMatchObject({ data: { event: { campaignId: "N/A" } } });
  });

  it("sent again finds everything there", async () => {
    const { secret, workspaceId } = await createTestKey();
    await importAll({ secret, body: { events: FOUR } });
    const { counts, jobs } = await importAll({ secret, body: { events: FOUR } });
    expect(counts).toEqual({ ...NONE, total: 4, preSkipped: 4, skipped: 4 });
    expect(jobs.map(({ status }) => status)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(await readEvents(workspaceId)).toHaveLength(4);
  });

  it("is taken as a bare list too, with a word about it", async () => {
    const { secret } = await createTestKey();
    expect(await importAll({ secret, body: FOUR })).toMatchObject({ status: 200, warnings: ["bare_list"] });
  });

  it("says which fields beside the events mean nothing", async () => {
    const { secret } = await createTestKey();
    const answer = await importAll({ secret, body: { events: FOUR, callbackURL: "https://a.example" } });
    expect(answer).toMatchObject({ status: 200, warnings: ["unknown_field"] });
  });
});

describe("an import of one event a line", () => {
  const lines = FOUR.map((event) => JSON.stringify(event));

  it.each([
    ["line ends", lines.join("\n")],
    ["a last line end", `${lines.join("\n")}\n`],
    ["CRLF, a byte order mark and blank lines", `\uFEFF${lines.join("\r\n\r\n  \r\n")}\r\n`],
  ])("is taken with %s", async (_what, body) => {
    const { secret } = await createTestKey();
    expect(await importAll({ secret, body, headers: NDJSON })).toMatchObject({
      counts: { ...NONE, total: 4, ingested: 2, pending: 2 },
    });
  });

  it("fails a broken line alone, and says which it is", async () => {
    const { secret } = await createTestKey();
    const body = [lines[0], "", '{"type": "email", ', lines[2]].join("\n");
    const { results, statuses } = await importAll({ secret, body, headers: NDJSON });
    expect(statuses).toEqual(["stored", "failed", "stored"]);
    expect(results.map(({ index, line }) => [index, line])).toEqual([
      [0, 1],
      [1, 3],
      [2, 4],
    ]);
    expect(results[1]).toMatchObject({ code: "invalid_json", rejectionOId: expect.stringMatching(/^rej_/) });
  });

  it("may be gzip", async () => {
    const { secret } = await createTestKey();
    const body = await gzip(lines.join("\n"));
    const headers = { ...NDJSON, "content-encoding": "gzip" };
    expect(await importAll({ secret, body, headers })).toMatchObject({ status: 200, counts: { total: 4 } });
  });

  it("is told how to say so when it does not", async () => {
    const { secret } = await createTestKey();
    const answer = await importAll({ secret, body: lines.join("\n") });
    expect(answer).toMatchObject({
      status: 400,
      code: "invalid_json",
      message: expect.stringContaining("ndjson"),
    });
  });
});

describe("an import is refused", () => {
  const many = Array.from({ length: 1001 }, () => 1);

  it.each([
    ["no events", {}, "events is missing"],
    ["an empty list", { events: [] }, "1 to 1000 events"],
    ["an empty bare list", [], "1 to 1000 events"],
    ["too many events", { events: many }, "send the rest with further requests"],
    ["something else than a list", { events: {} }, "events must be a list"],
    ["a text", '"x"', "the body must be an object"],
    ["a callback over http", { events: FOUR, callbackUrl: "http://a.example" }, "https://"],
    ["a callback to an address", { events: FOUR, callbackUrl: "https://127.0.0.1/x" }, "names no host"],
    ["a callback to an address in hex", { events: FOUR, callbackUrl: "https://0x7f.1/x" }, "names no host"],
    ["a callback to an address of six", { events: FOUR, callbackUrl: "https://[::1]/x" }, "names no host"],
    ["a callback at home", { events: FOUR, callbackUrl: "https://box.localhost./x" }, "names no host"],
    [
      "a callback with a password",
      { events: FOUR, callbackUrl: "https://a:b@c.example" },
      "a user or a password",
    ],
  ])("with %s", async (_what, body, said) => {
    const { secret, workspaceId } = await createTestKey();
    const answer = await importAll({ secret, body });
    expect(answer).toMatchObject({
      status: 400,
      code: "invalid_request",
      message: expect.stringContaining(said),
    });
    expect(await readEvents(workspaceId)).toEqual([]);
  });

  it("with a body that is no JSON or empty", async () => {
    const { secret } = await createTestKey();
    expect(await importAll({ secret, body: '{"events": [' })).toMatchObject({
      status: 400,
      code: "invalid_json",
    });
    expect(await importAll({ secret, body: "" })).toMatchObject({ status: 400, code: "invalid_json" });
    expect(await importAll({ secret, body: " \n ", headers: NDJSON })).toMatchObject({ status: 400 });
  });

  it("over 8 MiB after decompression", async () => {
    const { secret } = await createTestKey();
    const body = await gzip(JSON.stringify({ events: ["x".repeat(8_388_608)] }));
    const answer = await importAll({ secret, body, headers: { "content-encoding": "gzip" } });
    expect(answer).toMatchObject({ status: 413, code: "payload_too_large" });
  });

  it("for the one event in it that has over a megabyte", async () => {
    const { secret } = await createTestKey();
    const events = [item("email", emailBody({ subject: "x".repeat(1_048_576) })), ...FOUR];
    const { results, counts } = await importAll({ secret, body: { events } });
    expect(results[0]).toMatchObject({ status: "failed", code: "payload_too_large" });
    expect(counts).toMatchObject({ total: 5, failed: 1 });
  });
});

describe("the status of an import", () => {
  it("is told by either name of the parameter", async () => {
    const { secret } = await createTestKey();
    const { jobs } = await importAll({ secret, body: { events: FOUR } });
    const id = jobs[2]?.oId ?? "";
    const read = await readJob(secret, id);
    expect(read).toEqual(jobs[2]);
    const { json } = await get(secret, `/api/v2/event/import/status?jobOId=${id}`);
    expect(json).toMatchObject({ data: { oId: id, status: "COMPLETED" } });
  });

  it("is nothing to another workspace", async () => {
    const { secret } = await createTestKey();
    const other = await createTestKey();
    const { jobs } = await importAll({ secret, body: { events: FOUR } });
    const answer = await get(other.secret, `/api/v2/event/import/status?oId=${jobs[0]?.oId}`);
    expect(answer).toMatchObject({ status: 404 });
    expect(await get(secret, "/api/v2/event/import/status")).toMatchObject({ status: 400 });
  });
});
