import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { type Answer, get, idOf, post, RECEIVE, refusal, request } from "../request.ts";
import { createTestKey } from "../workspace.ts";

const LIMIT = 1_048_576;
const MIB = 1_048_576;

async function send(body: BodyInit | null, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const { secret } = await createTestKey();
  return request(`${RECEIVE}/emails`, { method: "POST", headers: { api_key: secret, ...headers }, body });
}

function sendZipped(body: Uint8Array<ArrayBuffer>, encoding = "gzip"): Promise<Answer> {
  return send(body, { "content-encoding": encoding });
}

/** An event whose JSON has just so many bytes. */
function eventOf(bytes: number): string {
  const empty = JSON.stringify(emailBody({ subject: "" }));
  return JSON.stringify(emailBody({ subject: "x".repeat(bytes - empty.length) }));
}

describe("a body is read", () => {
  it.each([
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "text/plain",
    "text/plain;charset=UTF-8",
    "application/vnd.api+json",
    "application/octet-stream",
    "text/html",
  ])("as JSON with the content type %s", async (type) => {
    expect(await send(JSON.stringify(emailBody()), { "content-type": type })).toMatchObject({ status: 200 });
  });

  it("as JSON without a content type", async () => {
    expect(await send(new TextEncoder().encode(JSON.stringify(emailBody())))).toMatchObject({ status: 200 });
  });

  it("without its byte order mark", async () => {
    expect(await send(`\ufeff${JSON.stringify(emailBody())}`)).toMatchObject({ status: 200 });
  });

  it("with white space around it", async () => {
    expect(await send(`\r\n\t ${JSON.stringify(emailBody())}\n`)).toMatchObject({ status: 200 });
  });

  it.each(["gzip", "GZIP", "x-gzip", " gzip "])("with the content encoding %j", async (encoding) => {
    expect(await sendZipped(gzipSync(JSON.stringify(emailBody())), encoding)).toMatchObject({
      status: 200,
    });
  });

  it("with the content encoding identity", async () => {
    expect(await send(JSON.stringify(emailBody()), { "content-encoding": "identity" })).toMatchObject({
      status: 200,
    });
  });

  it("from a stream whose length is not known", async () => {
    const stream = new Response(JSON.stringify(emailBody())).body?.pipeThrough(new TransformStream()) ?? null;
    expect(await send(stream)).toMatchObject({ status: 200 });
  });

  it("zipped to the same event as plain", async () => {
    const { secret } = await createTestKey();
    const text = JSON.stringify(emailBody({ subject: "Übung \u{1f600}" }));
    const plain = await post(secret, "emails", text);
    const zipped = await request(`${RECEIVE}/emails`, {
      method: "POST",
      headers: { api_key: secret, "content-encoding": "gzip" },
      body: gzipSync(text),
    });
    expect(idOf(zipped)).toBe(idOf(plain));
    const read = await get(secret, `/api/v2/event/get?eventOId=${idOf(plain)}`);
    expect(read.json).toMatchObject({ data: { body: text } });
  });
});

describe("a body as large as may be", () => {
  it("is accepted", async () => {
    expect(await send(eventOf(LIMIT))).toMatchObject({ status: 200 });
  });

  it("is accepted zipped", async () => {
    expect(await sendZipped(gzipSync(eventOf(LIMIT)))).toMatchObject({ status: 200 });
  });

  it("is accepted in gzip data that is larger than the limit", async () => {
    const zipped = gzipSync(eventOf(LIMIT), { level: 0 });
    expect(zipped.byteLength).toBeGreaterThan(LIMIT);
    expect(await sendZipped(zipped)).toMatchObject({ status: 200 });
  });

  it("is counted in bytes, not in characters", async () => {
    const event = JSON.stringify(emailBody({ subject: "\u{1f600}".repeat(300_000) }));
    expect(event.length).toBeLessThan(LIMIT);
    expect(await send(event)).toMatchObject({ status: 413 });
  });
});

describe("a body that says its length", () => {
  it("is read whole", async () => {
    const body = eventOf(LIMIT);
    const stream = new Response(body).body;
    expect(await send(stream, { "content-length": String(LIMIT) })).toMatchObject({ status: 200 });
  });

  it("and breaks off is refused, and nothing is kept of it but that", async () => {
    const broken = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"eventType":')),
      pull: (controller) => controller.error(new Error("gone")),
    });
    const { secret } = await createTestKey({ scopes: ["ingest", "read"] });
    const headers = { api_key: secret, "content-length": "100" };
    const answer = await request(`${RECEIVE}/emails`, { method: "POST", headers, body: broken });
    expect(answer).toMatchObject({ status: 400, json: { code: "invalid_json" } });
    expect(answer.json["message"]).toContain("broke off");
    const kept = await get(
      secret,
      `/api/v2/rejections/get?rejectionOId=${String(answer.json["rejectionOId"])}`,
    );
    expect(kept.json).toMatchObject({ data: { body: "", bodyBytes: 0 } });
  });
});

describe("a body that is larger", () => {
  it("by one byte is refused with the limit and its size", async () => {
    const answer = await send(eventOf(LIMIT + 1));
    expect(answer.status).toBe(413);
    expect(answer.json).toEqual(refusal(answer, "payload_too_large"));
    expect(answer.json["message"]).toMatch(/at most 1048576 bytes .* has 1048577$/);
  });

  it("by one byte after decompression is refused", async () => {
    const answer = await sendZipped(gzipSync(eventOf(LIMIT + 1)));
    expect(answer.status).toBe(413);
    expect(answer.json).toEqual(refusal(answer, "payload_too_large"));
    expect(answer.json["message"]).toMatch(/at most 1048576 bytes .* has at least 1\d{6}$/);
  });

  it("by far is refused with its size, whatever its Content-Length says", async () => {
    const answer = await send(new Uint8Array(20 * MIB));
    expect(answer).toMatchObject({
      status: 413,
      json: { message: expect.stringContaining(String(20 * MIB)) },
    });
  });

  it("than its Content-Length says is refused", async () => {
    const answer = await send(new Response(eventOf(LIMIT + 1)).body, { "content-length": "10" });
    expect(answer.status).toBe(413);
    expect(answer.json["message"]).toContain("1048577");
  });

  it("than anyone counts is refused with a size that it has at least", async () => {
    const answer = await send(new Uint8Array(40 * MIB));
    expect(answer).toMatchObject({
      status: 413,
      json: { message: expect.stringMatching(/at least 3\d{7}$/) },
    });
  });

  it("only once it is unzipped costs no more than the limit", async () => {
    const bomb = gzipSync(new Uint8Array(50 * MIB));
    expect(bomb.byteLength).toBeLessThan(100_000);
    const answer = await sendZipped(bomb);
    expect(answer.status).toBe(413);
    expect(answer.json["message"]).toMatch(/at least \d+$/);
    const size = Number(/\d+$/.exec(String(answer.json["message"]))?.[0]);
    expect(size).toBeGreaterThan(LIMIT);
    expect(size).toBeLessThan(4 * MIB);
  });

  it("is refused with 401 under a key that nobody has", async () => {
    const answer = await request(`${RECEIVE}/emails`, { method: "POST", body: new Uint8Array(3 * MIB) });
    expect(answer).toMatchObject({ status: 401, json: { received: false } });
  });
});

describe("a body that can't be read", () => {
  it.each(["br", "deflate", "zstd", "gzip, gzip", "compress", "nonsense"])(
    "is refused with 415 for the content encoding %s",
    async (encoding) => {
      const answer = await send(JSON.stringify(emailBody()), { "content-encoding": encoding });
      expect(answer.status).toBe(415);
      expect(answer.json).toEqual(refusal(answer, "unsupported_media_type"));
      expect(answer.json["message"]).toMatch(/gzip/);
    },
  );

  it("is refused with 415 when it is multipart, saying what to send", async () => {
    const form = new FormData();
    form.set("event", JSON.stringify(emailBody()));
    const answer = await send(form);
    expect(answer.status).toBe(415);
    expect(answer.json).toEqual(refusal(answer, "unsupported_media_type"));
    expect(answer.json["message"]).toContain("application/json");
  });

  it.each([
    ["cut gzip data", gzipSync(JSON.stringify(emailBody())).subarray(0, -12)],
    ["gzip data without its checksum", gzipSync(JSON.stringify(emailBody())).subarray(0, -8)],
    ["gzip data with more behind it", Buffer.concat([gzipSync("{}"), Buffer.from("more")])],
    ["no gzip data at all", Buffer.from(JSON.stringify(emailBody()))],
    ["nothing", Buffer.alloc(0)],
  ])("is refused with 400 when it says gzip and is %s", async (_case, bytes) => {
    const answer = await sendZipped(bytes);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual(refusal(answer, "invalid_json", expect.any(Array)));
  });

  it.each([
    ["Latin-1", Uint8Array.of(0x7b, 0x22, 0xe9, 0x22, 0x7d)],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00)],
    ["half a pair in UTF-8's manner", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ["a cut character", Uint8Array.of(0x22, 0xf0, 0x9f)],
  ])("is refused with 400 when it is %s", async (_case, bytes) => {
    const answer = await send(bytes);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual(refusal(answer, "invalid_json", expect.any(Array)));
    expect(answer.json["message"]).toContain("UTF-8");
  });

  it.each([
    ["no body", null],
    ["an empty body", ""],
    ["a blank body", " \n"],
    ["a byte order mark alone", "\ufeff"],
  ])("is refused with 400 for %s", async (_case, body) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 400, json: { code: "invalid_json" } });
    expect(answer.json["message"]).toMatch(/empty/);
  });
});
