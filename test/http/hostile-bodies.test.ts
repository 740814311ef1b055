import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { createHostileBodies } from "../hostile-bodies.ts";
import { HOSTILE_VALUES } from "../hostile-values.ts";
import { ORDERS } from "../orders.ts";
import { placesIn, replacedAt } from "../places.ts";
import { ask } from "../raw.ts";
import { ROUTES } from "../routes.ts";
import { complaintsAbout, createSurroundings, type Surroundings } from "../soundness.ts";
import { createTestKey } from "../workspace.ts";

const POSTS = ROUTES.filter((route) => route.startsWith("POST "));
const BODIES = await createHostileBodies();

let secret = "";
let surroundings: Surroundings;
let before: unknown;
beforeAll(async () => {
  ({ secret } = await createTestKey());
  surroundings = await createSurroundings();
  before = await surroundings.readState();
});

function post(route: string, body: BodyInit, headers: Readonly<Record<string, string>> = {}) {
  const path = route.replace("POST ", "").replace(":kind", "emails");
  return ask(path, { method: "POST", headers: { api_key: secret, ...headers }, body });
}

it("has an order for every route that takes a body and no event", () => {
  const orders = POSTS.filter((route) => !route.endsWith(":kind"));
  expect(orders.toSorted()).toEqual(Object.keys(ORDERS).toSorted());
});

/** As an import answers a list in which there is no event: each is refused by itself. */
function isAllFailed(text: string): boolean {
  const { data } = v.parse(answerSchema, JSON.parse(text));
  return data !== undefined && data.failed === data.total;
}

const answerSchema = v.object({ data: v.optional(v.object({ total: v.number(), failed: v.number() })) });

describe.each(POSTS)("%s", (route) => {
  it.each(Object.entries(BODIES))("refuses a body that is %s", async (_what, { body, headers }) => {
    const answer = await post(route, body, headers);
    expect(complaintsAbout(answer)).toEqual([]);
    expect(answer.status === 200 && !isAllFailed(answer.text)).toBe(false);
  });
});

describe.each(Object.entries(ORDERS))("%s", (route, orders) => {
  it("serves its orders as they should be", async () => {
    for (const order of orders) {
      const { status } = await post(route, JSON.stringify(order));
      expect([200, 404]).toContain(status);
    }
  });

  const places = orders.flatMap((order) =>
    placesIn(order).map((place) => ({ name: place.join("."), text: withHole(order, place) })),
  );
  it.each(places)("takes or refuses whatever stands for $name", async ({ text }) => {
    for (const [what, value] of Object.entries(HOSTILE_VALUES)) {
      const answer = await post(
        route,
        text.replace(HOLE, () => value),
      );
      expect(complaintsAbout(answer, what)).toEqual([]);
    }
  });
});

const HOLE = '"@hole@"';

/** The text of a body with a place for any other text. */
function withHole(body: unknown, place: readonly (string | number)[]): string {
  return JSON.stringify(replacedAt(body, place, "@hole@"));
}

describe("after all that", () => {
  it("no prototype has changed, every table is there, and another workspace is as it was", async () => {
    expect(await surroundings.readState()).toEqual(before);
  });

  it("events are taken as ever", async () => {
    expect(
      (await post(`POST /api/v2/analytics/webhook/receive/generic/:kind`, JSON.stringify(emailBody())))
        .status,
    ).toBe(200);
  });
});
