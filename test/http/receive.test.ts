import { describe, expect, it } from "vitest";

import { KINDS } from "../../src/domain/kinds/registry.ts";
import sample from "../samples/email-sent.json" with { type: "json" };
import { BODIES, callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { idOf, ISO_TIME, metadataOf, post, RECEIVE, request } from "../request.ts";
import { createTestKey } from "../workspace.ts";

const EVENT_ID: unknown = expect.stringMatching(/^evt_[0-9a-f]{40}$/);
const PROCESSED = new Set(["sent", "reply", "transcript"]);

const SUB_TYPES = KINDS.flatMap(({ name, types }) => Object.keys(types).map((type) => ({ name, type })));

describe("an accepted event", () => {
  it("may be Octave's own sample", async () => {
    const { secret } = await createTestKey();
    const answer = await post(secret, "emails", sample);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      _metadata: metadataOf(answer, "Webhook received successfully"),
      received: true,
      connection: { providerName: "GENERIC", shouldProcess: true, connectionMethod: "WEBHOOK" },
      additionalData: {
        eventOId: EVENT_ID,
        duplicate: false,
        dedupSource: "content",
        processingStatus: "pending",
        warnings: [],
      },
    });
  });

  it.each(SUB_TYPES)("may be of $name, $type", async ({ name, type }) => {
    const { secret } = await createTestKey({ provider: "CLAY" });
    const bodyOf = Object.entries(BODIES).find(([kind]) => kind === name)?.[1] ?? emailBody;
    const answer = await post(secret, name, bodyOf({ eventType: type, eventId: "1" }));
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      _metadata: metadataOf(answer, "Webhook received successfully"),
      received: true,
      connection: {
        providerName: "CLAY",
        shouldProcess: PROCESSED.has(type),
        connectionMethod: "WEBHOOK",
      },
      additionalData: {
        eventOId: EVENT_ID,
        duplicate: false,
        dedupSource: "eventId",
        processingStatus: PROCESSED.has(type) ? "pending" : "stored",
        warnings: [],
      },
    });
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });

  it.each(["/emails", "/emails/", "/generic/emails", "/generic/emails/"])("may come to %s", async (path) => {
    const { secret } = await createTestKey();
    const answer = await request(`${RECEIVE}${path}`, {
      method: "POST",
      headers: { api_key: secret },
      body: JSON.stringify(emailBody()),
    });
    expect(answer).toMatchObject({ status: 200, json: { received: true } });
    expect(answer.headers.get("location")).toBeNull();
  });

  it("has a request id of its own each time", async () => {
    const { secret } = await createTestKey();
    const ids = await Promise.all(
      [1, 2, 3].map(async (eventId) =>
        (await post(secret, "emails", emailBody({ eventId }))).headers.get("x-request-id"),
      ),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("is answered with its warnings", async () => {
    const { secret } = await createTestKey();
    const body = emailBody({ eventTimestamp: "2024-02-03 10:30", subject: "", eventId: "N/A" });
    const { json } = await post(secret, "emails", body);
    expect(json).toMatchObject({
      additionalData: {
        dedupSource: "content",
        warnings: [
          { path: "eventTimestamp", code: "assumed_utc", message: expect.any(String) },
          { path: "eventId", code: "placeholder", message: expect.any(String) },
          { path: "subject", code: "empty", message: expect.any(String) },
        ],
      },
    });
  });

  it.each([
    ["calls", callBody({ eventType: "scheduled", transcript: undefined })],
    ["calls", callBody({ eventType: "missed", transcript: [], participants: ["Ann"] })],
    [
      "calls",
      callBody({ transcript: "We met and talked.", participants: ["Ann <a@b.c>"], duration: "01:02:33" }),
    ],
    ["calls", callBody({ transcript: [{ speaker_name: null, sentence: "Hi", start: "1.5", end: 2 }] })],
    ["crm", crmBody({ amount: "12500.50", closeDate: "2024-03-31", contactEmail: "", stage: null })],
    ["social", socialBody({ eventType: "connection_sent", body: {} })],
    ["social", socialBody({ eventType: "connection_accepted", body: undefined, from: "Ann", to: ["Bob"] })],
    ["social", socialBody({ body: { html: "<b>Hi</b>" }, from: { email: "a@b.c" }, to: [{ name: "Bob" }] })],
    ["emails", emailBody({ body: { html: "<p>Hi</p>", text: "" }, cc: [], bcc: null, eventId: " " })],
    ["emails", emailBody({ anything: { else: [1, null, ""] }, customMetadata: { a: { b: [] } } })],
  ])("may have every form of %s that the contract names: %j", async (kind, body) => {
    const { secret } = await createTestKey();
    expect(await post(secret, kind, body)).toMatchObject({
      status: 200,
      json: { received: true, additionalData: { warnings: [] } },
    });
  });

  it("has no top-level `error`, which would make n8n send it again", async () => {
    const { secret } = await createTestKey();
    const { json } = await post(secret, "emails", emailBody({ error: "x" }));
    expect(Object.keys(json)).toEqual(["_metadata", "received", "connection", "additionalData"]);
  });
});

describe("a duplicate", () => {
  it("is answered like the first, with when the first came", async () => {
    const { secret } = await createTestKey();
    const first = await post(secret, "crm", crmBody());
    const again = await post(secret, "crm", crmBody());
    expect(again.status).toBe(200);
    // Its status may be absent: a marker does not know it.
    expect(again.json).toMatchObject({
      _metadata: metadataOf(again, "Webhook received successfully"),
      received: true,
      connection: first.json["connection"],
      additionalData: {
        eventOId: idOf(first),
        duplicate: true,
        dedupSource: "content",
        firstReceivedAt: ISO_TIME,
        conflict: false,
        warnings: [],
      },
    });
  });

  it("says whether its content differs from the first", async () => {
    const { secret } = await createTestKey();
    const first = await post(secret, "crm", crmBody({ amount: 1 }));
    const differing = await post(secret, "crm", crmBody({ amount: 2 }));
    expect(differing.json).toMatchObject({
      additionalData: { eventOId: idOf(first), duplicate: true, conflict: true },
    });
  });

  it.each([
    ["fields in another order", Object.fromEntries(Object.entries(emailBody()).toReversed())],
    ["the same instant in another zone", emailBody({ eventTimestamp: "2024-02-03T16:00:00+05:30" })],
    ["addresses in another case", emailBody({ to: [{ email: "JOHN@Prospect.com", name: "John Smith" }] })],
    ["blank optional fields", emailBody({ cc: null, campaignId: "", octaveRequestId: " " })],
    ["other white space between the fields", JSON.stringify(emailBody(), null, 2)],
  ])("with %s is no conflict", async (_case, body) => {
    const { secret } = await createTestKey();
    await post(secret, "emails", emailBody());
    expect((await post(secret, "emails", body)).json).toMatchObject({
      additionalData: { duplicate: true, conflict: false },
    });
  });

  it("comes under any key of the workspace and of no other", async () => {
    const one = await createTestKey();
    const two = await createTestKey({ workspaceId: one.workspaceId, provider: "MAKE" });
    const stranger = await createTestKey();
    const first = await post(one.secret, "crm", crmBody());
    const second = await post(two.secret, "crm", crmBody());
    const other = await post(stranger.secret, "crm", crmBody());
    expect(second.json).toMatchObject({
      connection: { providerName: "MAKE" },
      additionalData: { eventOId: idOf(first), duplicate: true },
    });
    expect(other.json).toMatchObject({ additionalData: { duplicate: false } });
    expect(idOf(other)).not.toBe(idOf(first));
  });
});
