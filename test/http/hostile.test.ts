import { describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { acceptance, get, idOf, post, RECEIVE, refusal, request } from "../request.ts";
import { createTestKey } from "../workspace.ts";

/** The body as it is had back. */
async function readBody(secret: string, id: string): Promise<unknown> {
  const { json } = await get(secret, `/api/v2/event/get?eventOId=${id}`);
  return Reflect.get(json["data"] ?? {}, "body");
}

/** A valid email as JSON text, with these fields in front, written as they stand. */
function emailWith(fields: string): string {
  return `{${fields},${JSON.stringify(emailBody()).slice(1)}`;
}

const BASE = JSON.stringify(emailBody());

const LONE = String.raw`\ud83d`;

// At once, since each waits for a batch of the queue.
describe.concurrent("a body that is odd but an event is kept as sent", () => {
  it.each([
    [
      "object internals",
      emailWith(
        '"__proto__":{"subject":"x"},"constructor":{"prototype":1},"toString":null,"hasOwnProperty":0',
      ),
    ],
    [
      "object internals in a known object",
      BASE.replace('"from":{', '"from":{"__proto__":{"email":"x@y.z"},"constructor":1,'),
    ],
    [
      "object internals in its metadata",
      emailWith('"customMetadata":{"__proto__":{"a":1},"constructor":[]}'),
    ],
    [
      "a hundred thousand fields",
      emailWith(Array.from({ length: 100_000 }, (_none, n) => `"${n}":1`).join(",")),
    ],
    ["sixty levels", emailWith(`"deep":${"[".repeat(60)}${"]".repeat(60)}`)],
    [
      "NUL and control characters, escaped",
      BASE.replace("Follow up", String.raw`\u0000\u0001\b\f\u001f\u007f`),
    ],
    ["every kind of space", BASE.replace("Follow up", "\u00a0\u2028\u2029\u3000\ufeff\u200b\u202e")],
    ["what SQL would mind", BASE.replace("Follow up", "'); DROP TABLE events; --")],
    [
      "huge and tiny numbers",
      emailWith('"a":1e400,"b":-1e400,"c":1e-400,"d":12345678901234567890,"e":0.1e1,"f":-0'),
    ],
    [
      "lone halves of pairs in every text",
      `{"eventTimestamp":"2024-02-03T10:30:00Z","eventType":"reply","subject":"${LONE}","body":{"text":"${LONE}","html":"${LONE}"},"from":{"email":"${LONE}@a.b","name":"${LONE}"},"to":[{"email":"a@${LONE}","name":"${LONE}"}],"conversationId":"${LONE}","campaignId":"${LONE}","octaveRequestId":"${LONE}","customMetadata":{"${LONE}":"${LONE}"},"${LONE}":1}`,
    ],
    ["lone halves of pairs in its eventId", emailWith(`"eventId":"${LONE}"`)],
    ["the same field twice", emailWith('"subject":"first","subject":"second"')],
    ["white space between everything", JSON.stringify(JSON.parse(BASE), null, "\t \n")],
    ["escapes for plain letters", BASE.replace("Follow", String.raw`\u0046ollow\/`)],
    ["a subject of a megabyte", JSON.stringify(emailBody({ subject: "x".repeat(1_048_000) }))],
    ["a subject of a hundred thousand quotes", JSON.stringify(emailBody({ subject: '"'.repeat(100_000) }))],
    ["a subject of reply marks", JSON.stringify(emailBody({ subject: "Re: ".repeat(250_000) }))],
    [
      "a thousand recipients",
      JSON.stringify(emailBody({ to: Array.from({ length: 1_000 }, (_none, n) => ({ email: `${n}@b.c` })) })),
    ],
    ["a campaign's id of a megabyte", JSON.stringify(emailBody({ campaignId: "x".repeat(1_000_000) }))],
    ["an eventId of a megabyte", JSON.stringify(emailBody({ eventId: "x".repeat(1_000_000) }))],
    ["a field name of a megabyte", emailWith(`"${"x".repeat(1_000_000)}":1`)],
  ])("%s", async (_case, text) => {
    const { secret } = await createTestKey();
    const answer = await post(secret, "emails", text);
    expect(answer.json).toEqual(acceptance(answer));
    expect((await readBody(secret, idOf(answer))) === text).toBe(true);
    expect(await get(secret, "/api/v2/event/list?startDate=2000-01-01")).toMatchObject({
      status: 200,
      json: { data: { total: 1 } },
    });
    await expect
      .poll(() => get(secret, `/api/v2/event/get?eventOId=${idOf(answer)}`), { timeout: 20_000 })
      .toMatchObject({ json: { data: { processingStatus: "processed" } } });
  });

  it("in many turns", async () => {
    const { secret } = await createTestKey();
    const turns = Array.from({ length: 20_000 }, (_none, n) => ({ speaker: `${n}`, text: "x" }));
    const text = JSON.stringify({
      eventTimestamp: "2024-02-03",
      eventType: "transcript",
      title: "x",
      participants: ["x"],
      transcript: turns,
    });
    const answer = await post(secret, "calls", text);
    expect(answer.json).toEqual(acceptance(answer));
    await expect
      .poll(() => get(secret, `/api/v2/event/get?eventOId=${idOf(answer)}`), { timeout: 20_000 })
      .toMatchObject({
        json: { data: { processingStatus: "processed", results: { call: { speakerCount: 20_000 } } } },
      });
  });
});

describe("a body that is none is refused", () => {
  it.each([
    ["a hundred thousand brackets", "[".repeat(100_000), "invalid_json"],
    ["a hundred thousand brackets that close", "[".repeat(100_000) + "]".repeat(100_000), "invalid_json"],
    ["objects inside one another", '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), "invalid_json"],
    [
      "an event with a field that is too deep",
      emailWith(`"deep":${"[".repeat(64)}${"]".repeat(64)}`),
      "invalid_json",
    ],
    ["a NUL", "\u0000", "invalid_json"],
    ["an event with a NUL behind it", `${BASE}\u0000`, "invalid_json"],
    ["an event with a NUL in it", BASE.replace("Follow", "\u0000"), "invalid_json"],
    ["a megabyte of commas", ",".repeat(1_000_000), "invalid_json"],
    ["a megabyte of quotes", '"'.repeat(1_000_000), "invalid_json"],
    ["a megabyte of digits", "9".repeat(1_000_000), "invalid_event"],
    ["a megabyte of spaces", " ".repeat(1_000_000), "invalid_json"],
    [
      "a hundred thousand empty people",
      JSON.stringify(emailBody({ to: Array.from({ length: 100_000 }, () => ({})) })),
      "invalid_event",
    ],
    [
      "object internals in place of fields",
      '{"__proto__":{"eventType":"sent","subject":"x"}}',
      "invalid_event",
    ],
    [
      "a sub-type that every object has",
      JSON.stringify(emailBody({ eventType: "constructor" })),
      "invalid_event",
    ],
    [
      "an address of a megabyte",
      JSON.stringify(emailBody({ from: { email: `${"<".repeat(500_000)}a@b.c${">".repeat(500_000)}` } })),
      "invalid_event",
    ],
    [
      "a time of a megabyte",
      JSON.stringify(emailBody({ eventTimestamp: `${" ".repeat(500_000)}2024` })),
      "invalid_event",
    ],
  ])("when it is %s", async (_case, text, code) => {
    const { secret } = await createTestKey();
    const answer = await post(secret, "emails", text);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual(refusal(answer, code, expect.any(Array)));
  });
});

describe("a request that is odd is answered all the same", () => {
  it.each([
    ["the key twice in the query", "?api_key=KEY&api_key=KEY", {}, 200],
    ["another key first", "?api_key=tl_nobody&api_key=KEY", {}, 401],
    ["the key as a list", "?api_key[]=KEY", {}, 401],
    ["the key with broken percent signs beside it", "?x=%&y=%zz&api_key=KEY&z=%E0%A4%A", {}, 200],
    ["the key in capitals", "?API_KEY=KEY", {}, 401],
    ["a very long query", `?x=${"x".repeat(10_000)}&api_key=KEY`, {}, 200],
    ["a thousand parameters", `?${"x=1&".repeat(1_000)}api_key=KEY`, {}, 200],
    ["a key that is a percent sign", "?api_key=%", {}, 401],
    ["an answer that is not wanted as JSON", "?api_key=KEY", { accept: "text/html" }, 200],
    ["a wrong date", "?api_key=KEY", { date: "yesterday", "if-none-match": "*" }, 200],
    ["a content type that is none", "?api_key=KEY", { "content-type": ";;;=" }, 200],
    ["a request id of its own", "?api_key=KEY", { "x-request-id": "mine" }, 200],
    ["a method to use instead", "?api_key=KEY", { "x-http-method-override": "DELETE" }, 200],
  ])("with %s", async (_case, query, headers, status) => {
    const { secret } = await createTestKey();
    const answer = await request(`${RECEIVE}/emails${query.replaceAll("KEY", secret)}`, {
      method: "POST",
      headers,
      body: BASE,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });
});
