import { describe, expect, it } from "vitest";

import { crmBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { order, post } from "../request.ts";
import { countRows, readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const PATH = "/api/v2/event/delete";

describe("deleting events", () => {
  it("undoes them with all that was made of them, and a repeat is stored anew", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id: eventOId } = await send({ secret, body: emailBody({ eventId: "1" }), env: silentQueue });
    await send({ secret, body: emailBody({ eventId: "1", subject: "New" }), env: silentQueue });
    await deliver([{ workspaceId, id: eventOId, run: 1 }]);
    expect(await countRows("messages", workspaceId)).toBe(1);
    const kept = await send({ secret, kind: "crm", body: crmBody() });
    const { json } = await order(secret, PATH, { eventOIds: [eventOId, "evt_x", eventOId] });
    expect(json["data"]).toEqual({
      dryRun: false,
      deleted: 1,
      results: [
        { eventOId, outcome: "deleted" },
        { eventOId: "evt_x", outcome: "not_found" },
      ],
    });
    expect(await readEvents(workspaceId)).toMatchObject([{ id: kept.id }]);
    expect(await countRows("messages", workspaceId)).toBe(0);
    expect(await countRows("conflicts", workspaceId)).toBe(0);
    const again = await post(secret, "emails", emailBody({ eventId: "1" }));
    expect(again.json["additionalData"]).toMatchObject({ eventOId, duplicate: false });
  });

  it("in a dry run deletes nothing", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, kind: "crm", body: crmBody() });
    const { json } = await order(secret, PATH, { eventOIds: [id], dryRun: true });
    expect(json["data"]).toMatchObject({ dryRun: true, deleted: 1 });
    expect(await readEvents(workspaceId)).toHaveLength(1);
  });

  it("promise 7: does not reach into another workspace", async () => {
    const ours = await createTestKey();
    const theirs = await createTestKey();
    const { id } = await send({ secret: theirs.secret, kind: "crm", body: crmBody() });
    const { json } = await order(ours.secret, PATH, { eventOIds: [id] });
    expect(json["data"]).toMatchObject({ deleted: 0, results: [{ eventOId: id, outcome: "not_found" }] });
    expect(await readEvents(theirs.workspaceId)).toHaveLength(1);
  });

  it.each([
    ["no ids", { eventOIds: [] }],
    ["too many", { eventOIds: Array.from({ length: 1_001 }, (_none, index) => `evt_${index}`) }],
    ["none", {}],
    ["a single text", { eventOIds: "evt_1" }],
  ])("is refused with %s", async (_case, wanted) => {
    const { secret } = await createTestKey();
    const { status, json } = await order(secret, PATH, wanted);
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path: "eventOIds" }]);
  });
});
