import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { EDGE_TEXTS } from "../edge-texts.ts";
import { ORDERS } from "../orders.ts";
import { ask } from "../raw.ts";
import { RECEIVE, request } from "../request.ts";
import { ROUTES } from "../routes.ts";
import { complaintsAbout } from "../soundness.ts";
import { verdict } from "../verdict.ts";
import { createTestKey } from "../workspace.ts";

let secret = "";
beforeAll(async () => {
  ({ secret } = await createTestKey());
});

describe("a body of any bytes", () => {
  const headers = fc.record(
    {
      "content-type": fc.constantFrom(
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "x",
        "",
      ),
      "content-encoding": fc.constantFrom("gzip", "identity", "br", ""),
    },
    { requiredKeys: [] },
  );

  it("is accepted or refused, and never our fault", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), headers, async (bytes, given) => {
        const answer = await request(`${RECEIVE}/emails`, {
          method: "POST",
          headers: { api_key: secret, ...given },
          body: new Uint8Array(bytes),
        });
        expect(answer.json).toEqual(verdict(answer));
      }),
      { numRuns: 200 },
    );
  });

  it("is so when it is a valid body with a few of them changed", async () => {
    const valid = new TextEncoder().encode(JSON.stringify(emailBody()));
    const change = fc.tuple(fc.nat({ max: valid.length - 1 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = valid.slice();
        for (const [index, byte] of changes) bytes[index] = byte;
        const answer = await request(`${RECEIVE}/emails`, {
          method: "POST",
          headers: { api_key: secret },
          body: bytes,
        });
        expect(answer.json).toEqual(verdict(answer));
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(ROUTES.filter((route) => route.startsWith("POST ")))("%s", (route) => {
  const path = route.replace("POST ", "").replace(":kind", "emails");
  const wellFormed = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });
  const anything = fc.oneof(wellFormed, fc.constantFrom(...EDGE_TEXTS, [], {}, [{}], [""], null, -0, 1e308));
  // Names that the route knows, so that more than the first check sees what stands there.
  const names = [...(ORDERS[route] ?? [emailBody()]).flatMap((known) => Object.keys(known)), "__proto__"];
  const known = fc.dictionary(fc.constantFrom(...names), anything);
  const body = fc.oneof(
    fc.oneof(wellFormed, known, fc.record({ filter: known })).map((value) => JSON.stringify(value)),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  );

  it("takes or refuses a body of any kind, and is never at fault", async () => {
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const answer = await ask(path, { method: "POST", headers: { api_key: secret }, body: sent });
        expect(complaintsAbout(answer)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a query of any text", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...EDGE_TEXTS, "%", "%00", "2024-01-01", "1e9"),
  );
  const query = fc.dictionary(
    fc.constantFrom(
      "startDate",
      "endDate",
      "limit",
      "offset",
      "cursor",
      "eventTypes",
      "eventTypes[]",
      "eventCategories[0]",
      "x",
    ),
    value,
  );

  it("is answered or refused, and never our fault", async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.boolean(), async (parameters, isEncoded) => {
        const entries = Object.entries(parameters).map(
          ([key, text]) => `${key}=${isEncoded ? encodeURIComponent(text.toWellFormed()) : text}`,
        );
        const { status, json } = await request(`/api/v2/event/list?${entries.join("&")}`, {
          headers: { api_key: secret },
        });
        expect([200, 400, 404]).toContain(status);
        expect(json).toMatchObject({ _metadata: { usage: 0 } });
      }),
      { numRuns: 200 },
    );
  });
});
