import { describe, expect, it } from "vitest";

import sample from "../samples/email-sent.json" with { type: "json" };
import { callBody, crmBody, emailBody } from "../bodies.ts";
import { get, idOf, ISO_TIME, metadataOf, post, refusal } from "../request.ts";
import { createTestKey } from "../workspace.ts";

const PATH = "/api/v2/event/get";

describe("an event", () => {
  it("is had back whole: as sent, as understood, and what became of it", async () => {
    const { secret, key } = await createTestKey({ provider: "CLAY" });
    const body = `{ "eventType":"deal_won", "opportunityName": "Plan",\n"eventTimestamp":"2024-02-10T10:00+01:00",
      "opportunityId": 42, "amount":"1.50", "stage":"", "contactEmail":"John <JOHN@prospect.com>", "x": null, "x": 1e2 }`;
    const id = idOf(await post(secret, "crm", body));
    const answer = await get(secret, `${PATH}?eventOId=${id}`);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      _metadata: metadataOf(answer, expect.any(String)),
      data: {
        oId: id,
        eventTimestamp: "2024-02-10T09:00:00.000Z",
        eventType: "DEAL_WON",
        eventCategory: "CRM",
        processingStatus: "stored",
        providerName: "CLAY",
        eventSummary: "Plan (1.5)",
        receivedAt: ISO_TIME,
        duplicates: 0,
        duplicatesAreMinimum: false,
        lastDuplicateAt: null,
        connection: { keyOId: key.id, keyLabel: "test", providerName: "CLAY" },
        dedupSource: "content",
        attempts: 0,
        failure: null,
        processedAt: null,
        failedAt: null,
        event: {
          eventType: "deal_won",
          opportunityName: "Plan",
          eventTimestamp: "2024-02-10T09:00:00.000Z",
          opportunityId: "42",
          amount: 1.5,
          contactEmail: "john@prospect.com",
          x: 100,
        },
        warnings: [],
        body,
        results: { message: null, signal: null, outcome: null, call: null },
        story: [{ at: ISO_TIME, step: "received" }],
        conflicts: [],
      },
    });
  });

  it("is processed within seconds when its sub-type is one that is", async () => {
    const { secret } = await createTestKey();
    const ids = [
      idOf(await post(secret, "emails", sample)),
      idOf(await post(secret, "emails", emailBody({ eventType: "reply", subject: "Re" }))),
      idOf(await post(secret, "calls", callBody())),
    ];
    for (const id of ids) {
      await expect
        .poll(async () => (await get(secret, `${PATH}?eventOId=${id}`)).json["data"], { timeout: 20_000 })
        .toMatchObject({ processingStatus: "processed", processedAt: ISO_TIME, failedAt: null, attempts: 1 });
    }
  });

  it("has the warnings that its sender was told", async () => {
    const { secret } = await createTestKey();
    const accepted = await post(
      secret,
      "crm",
      crmBody({ eventTimestamp: "2024-02-10 09:00", eventId: "null" }),
    );
    const { json } = await get(secret, `${PATH}?eventOId=${idOf(accepted)}`);
    expect(json).toMatchObject({
      data: { dedupSource: "content", warnings: [{ code: "assumed_utc" }, { code: "placeholder" }] },
    });
  });

  it("keeps beside it what came under its id with other content", async () => {
    const one = await createTestKey({ provider: "N8N" });
    const two = await createTestKey({ workspaceId: one.workspaceId, provider: "MAKE" });
    const first = JSON.stringify(crmBody({ eventId: "1", amount: 1 }));
    const second = JSON.stringify(crmBody({ eventId: "1", amount: 2 }));
    const id = idOf(await post(one.secret, "crm", first));
    await post(two.secret, "crm", second);
    await post(two.secret, "crm", second);
    const { json } = await get(one.secret, `${PATH}?eventOId=${id}`);
    expect(json).toMatchObject({
      data: {
        body: first,
        providerName: "N8N",
        dedupSource: "eventId",
        duplicates: 2,
        lastDuplicateAt: ISO_TIME,
        conflicts: [{ body: second, providerName: "MAKE", receivedAt: ISO_TIME, lastReceivedAt: ISO_TIME }],
      },
    });
  });

  it("may be asked for by any key of the workspace that may read", async () => {
    const { secret, workspaceId } = await createTestKey({ scopes: ["ingest"] });
    const reader = await createTestKey({ workspaceId, scopes: ["read"] });
    const id = idOf(await post(secret, "crm", crmBody()));
    expect(await get(reader.secret, `${PATH}?eventOId=${id}`)).toMatchObject({
      status: 200,
      json: { data: { oId: id } },
    });
  });
});

describe("an event that there is not", () => {
  it("is not found", async () => {
    const { secret } = await createTestKey();
    const ids = [
      `evt_${"0".repeat(40)}`,
      "x",
      "%00",
      "%25",
      "'; DROP TABLE events; --",
      "\u{1f600}",
      "e".repeat(5_000),
    ];
    for (const id of ids) {
      const answer = await get(secret, `${PATH}?eventOId=${encodeURI(id)}`);
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual(refusal(answer, "not_found"));
    }
  });

  it("is what another workspace's event is", async () => {
    const theirs = await createTestKey();
    const ours = await createTestKey();
    const id = idOf(await post(theirs.secret, "crm", crmBody()));
    const answer = await get(ours.secret, `${PATH}?eventOId=${id}`);
    const absent = await get(ours.secret, `${PATH}?eventOId=evt_${"0".repeat(40)}`);
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({ ...absent.json, _metadata: metadataOf(answer) });
  });

  it.each(["", "?eventOId=", "?eventOId=%20", "?eventoid=evt_1"])(
    "can't be asked for with %j",
    async (query) => {
      const { secret } = await createTestKey();
      const answer = await get(secret, `${PATH}${query}`);
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual(
        refusal(answer, "invalid_request", [
          {
            path: "eventOId",
            code: "missing",
            message: expect.any(String),
            expected: expect.any(String),
            received: "nothing",
          },
        ]),
      );
    },
  );
});
