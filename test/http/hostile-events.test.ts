import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";

import { KINDS } from "../../src/domain/kinds/registry.ts";
import { FULL_BODIES } from "../bodies.ts";
import { HOSTILE_VALUES, INJECTION } from "../hostile-values.ts";
import { type Place, placesIn, replacedAt } from "../places.ts";
import { ask } from "../raw.ts";
import { RECEIVE } from "../request.ts";
import { readEvents } from "../rows.ts";
import { complaintsAbout, createSurroundings, type Surroundings } from "../soundness.ts";
import { createTestKey } from "../workspace.ts";

const HOLE = '"@hole@"';

// Where only a form of its own is taken, the injection inside that form.
const FORMS: Readonly<Record<string, string>> = {
  email: `"'); DROP TABLE events; --" <'--"&{{7*7}}@a.b>`,
  contactEmail: "'--\"@a.b",
  recordingUrl: `https://r.example/?x='--<script>"`,
  profileUrl: `https://r.example/?x='--<script>"`,
};

const KEPT = new Set(["eventTimestamp", "eventType", "closeDate"]);

let secret = "";
let workspaceId = "";
let surroundings: Surroundings;
let before: unknown;
beforeAll(async () => {
  ({ secret, workspaceId } = await createTestKey());
  surroundings = await createSurroundings();
  before = await surroundings.readState();
});

function post(kind: string, body: string) {
  return ask(`${RECEIVE}/${kind}`, { method: "POST", headers: { api_key: secret }, body });
}

const acceptedSchema = v.object({ additionalData: v.object({ eventOId: v.string() }) });
const keptSchema = v.object({ data: v.object({ body: v.string() }) });

/** Every text of the body, but those of a few fixed forms, is one that SQL and HTML would mind. */
function injected(body: unknown): unknown {
  return textsIn(body).reduce<unknown>((changed, place) => {
    const name = String(place.at(-1));
    return replacedAt(changed, place, FORMS[name] ?? INJECTION);
  }, body);
}

function textsIn(body: unknown): readonly Place[] {
  return placesIn(body).filter((place) => {
    const value = place.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), body);
    return typeof value === "string" && !KEPT.has(String(place.at(-1)));
  });
}

it("has a full body of every kind", () => {
  expect(Object.keys(FULL_BODIES)).toEqual(KINDS.map(({ name }) => name));
});

describe.each(Object.entries(FULL_BODIES))("%s", (kind, full) => {
  const types = Object.keys(KINDS.find(({ name }) => name === kind)?.types ?? {});

  it.each(types)("with what SQL and HTML would mind in every text are kept as sent, as %s", async (type) => {
    const body = JSON.stringify({ ...Object(injected(full)), eventType: type, eventId: INJECTION + type });
    const answer = await post(kind, body);
    expect(answer.status).toBe(200);
    expect(complaintsAbout(answer)).toEqual([]);
    const { eventOId } = v.parse(acceptedSchema, JSON.parse(answer.text)).additionalData;
    const read = await ask(`/api/v2/event/get?eventOId=${eventOId}`, { headers: { api_key: secret } });
    expect(complaintsAbout(read)).toEqual([]);
    expect(v.parse(keptSchema, JSON.parse(read.text)).data.body).toBe(body);
  });

  // What stands for the first item of a list is taken as what stands for any other.
  const places = placesIn(full)
    .filter((place) => place.every((key) => typeof key === "string" || key === 0))
    .map((place) => ({ name: place.join("."), text: JSON.stringify(replacedAt(full, place, "@hole@")) }));
  it.each(places)("take or refuse whatever stands for $name", async ({ text }) => {
    for (const [what, value] of Object.entries(HOSTILE_VALUES)) {
      const answer = await post(
        kind,
        text.replace(HOLE, () => value),
      );
      expect(complaintsAbout(answer, what)).toEqual([]);
    }
  });
});

async function readUnfinished() {
  const events = await readEvents(workspaceId);
  return events.filter(({ status }) => status !== "processed" && status !== "stored");
}

describe("after all that", () => {
  it("whatever was accepted is processed, or stored when its sub-type is not", async () => {
    await expect.poll(readUnfinished, { timeout: 25_000, interval: 250 }).toEqual([]);
  });

  it.each([
    "/api/v2/event/list?startDate=0000-01-01&limit=100",
    "/api/v2/event/export?startDate=0000-01-01",
    "/api/v2/rejections?limit=100",
    "/api/v2/subjects/export?email='--%22@a.b",
  ])("%s is sound", async (path) => {
    const answer = await ask(path, { headers: { api_key: secret } });
    expect(answer.status).toBe(200);
    expect(complaintsAbout(answer)).toEqual([]);
    // As text in JSON, never beside it.
    expect(answer.text.length).toBeGreaterThan(100);
  });

  it("no prototype has changed, every table is there, and another workspace is as it was", async () => {
    expect(await surroundings.readState()).toEqual(before);
  });
});
