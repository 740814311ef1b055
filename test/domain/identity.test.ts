import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { identify } from "../../src/domain/identity.ts";
import { understandText } from "../../src/domain/understand.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { kindOf } from "../kinds.ts";
import { GOLDEN_WORKSPACE, readGolden, readGoldenTexts } from "./golden.ts";

// Ids can't change once events are stored under them: lines are added at the end, and none is ever changed.
const RELEASED_LINES = 185;
const RELEASED_SHA256 = "f060ef6034dbe3e151837f1333f618fcd2226f03a24404b68cb59952006b90eb";

const lines = readGolden();

function read(kind: string, sent: unknown, isStrict = false) {
  const text = typeof sent === "string" ? sent : JSON.stringify(sent);
  const reading = understandText(kindOf(kind), text, { isStrict });
  if (!reading.ok) throw new Error("the body is refused");
  return reading.meaning;
}

function identifyAs(kind: string, sent: unknown, workspaceId = GOLDEN_WORKSPACE, isStrict = false) {
  const { body, understood } = read(kind, sent, isStrict);
  return identify(workspaceId, kindOf(kind), understood.type, body);
}

/** An id as the contract words it: the digest of the parts as a JSON list. */
function idOf(...parts: readonly unknown[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `evt_${digest.slice(0, 40)}`;
}

describe("the golden ids", () => {
  it("stand as they were released", () => {
    const released = readGoldenTexts().slice(0, RELEASED_LINES);
    const text = released.map((line) => `${line}\n`).join("");
    expect({
      lines: released.length,
      sha256: createHash("sha256").update(text).digest("hex"),
    }).toEqual({ lines: RELEASED_LINES, sha256: RELEASED_SHA256 });
  });

  it.each(lines)("hold for $kind: $why", async ({ kind, body, id }) => {
    expect(await identifyAs(kind, body)).toMatchObject({ id });
  });

  it("hold where nothing but the contract's own form is taken", async () => {
    for (const { kind, body, id } of lines.slice(0, RELEASED_LINES)) {
      expect(await identifyAs(kind, body, GOLDEN_WORKSPACE, true)).toMatchObject({ id });
    }
  });

  it("are the same for two lines just when one names the other", () => {
    const idByWhy = new Map(lines.map(({ why, id }) => [why, id]));
    expect(idByWhy.size).toBe(lines.length);
    const own = lines.filter(({ sameAs }) => sameAs === undefined);
    expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
    const named = lines.filter(({ sameAs }) => sameAs !== undefined);
    expect(named.map(({ why, id }) => [why, id])).toEqual(
      named.map(({ why, sameAs }) => [why, idByWhy.get(sameAs ?? "")]),
    );
  });

  it("cover every sub-type of every kind", () => {
    const covered = new Set(lines.map(({ kind, body }) => `${kind} ${read(kind, body).understood.type}`));
    const all = ["emails", "calls", "crm", "social"].flatMap((kind) =>
      Object.keys(kindOf(kind).types).map((type) => `${kind} ${type}`),
    );
    expect([...covered].toSorted()).toEqual(all.toSorted());
  });
});

describe("an id", () => {
  it("is the digest of workspace, kind and eventId", async () => {
    expect(await identifyAs("emails", emailBody({ eventId: " m-1 " }))).toEqual({
      id: idOf(GOLDEN_WORKSPACE, "emails", "eventId", "m-1"),
      source: "eventId",
    });
  });

  it.each([
    [
      "emails",
      emailBody(),
      ["sarah@company.com", "Follow up on our conversation", 1_706_956_200_000, "john@prospect.com"],
    ],
    [
      "emails",
      emailBody({ eventType: "opened", subject: "" }),
      ["sarah@company.com", null, 1_706_956_200_000, "john@prospect.com", "opened"],
    ],
    [
      "calls",
      callBody(),
      [
        "Discovery call with Prospect",
        1_706_972_400_000,
        "sarah@company.com",
        "Hi John, how are you?\nVery well. What does it cost? And when can we start?",
      ],
    ],
    ["crm", crmBody(), ["opp_1", "opportunity_created"]],
    [
      "social",
      socialBody(),
      [
        "https://social.example/in/sarah",
        "https://social.example/in/john",
        "message_sent",
        1_707_034_500_000,
        "Thanks for connecting, John!",
      ],
    ],
  ])("of %s without an eventId is the digest of its parts", async (kind, body, parts) => {
    expect(await identifyAs(kind, body)).toEqual({
      id: idOf(GOLDEN_WORKSPACE, kind, "content", ...parts),
      source: "content",
    });
  });

  it("is another one in another workspace, with an eventId and without", async () => {
    for (const body of [emailBody(), emailBody({ eventId: "m-1" })]) {
      const here = await identifyAs("emails", body);
      const there = await identifyAs("emails", body, "wrk_other");
      expect(here.id).not.toBe(there.id);
    }
  });

  it("of an eventId is never that of a content that reads alike", async () => {
    const byEventId = await identifyAs("crm", crmBody({ eventId: "opp_1" }));
    const byContent = await identifyAs("crm", crmBody({ opportunityId: "opp_1" }));
    expect(byEventId.id).not.toBe(byContent.id);
  });
});
