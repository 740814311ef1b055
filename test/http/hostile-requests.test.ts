import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { INJECTION } from "../hostile-values.ts";
import { QUERIES } from "../queries.ts";
import { ask } from "../raw.ts";
import { RECEIVE } from "../request.ts";
import { ROUTES } from "../routes.ts";
import { complaintsAbout, createSurroundings, type Surroundings } from "../soundness.ts";
import { createTestKey } from "../workspace.ts";

let secret = "";
let surroundings: Surroundings;
let before: unknown;
beforeAll(async () => {
  ({ secret } = await createTestKey());
  surroundings = await createSurroundings();
  before = await surroundings.readState();
});

// As they stand in a URL.
const VALUES: readonly string[] = [
  encodeURIComponent(INJECTION),
  "%27--%3Cscript%3E%22@a.b",
  "__proto__",
  "constructor",
  "%00",
  "%",
  "%zz",
  "%E0%A4%A",
  "%ED%A0%80",
  "%C0%AF",
  "%25%30%30",
  "+",
  "%0d%0ax-evil:%201",
  "%F0%9F%98%80%E2%80%AE",
  "1e400",
  "-1e400",
  "9007199254740993",
  "9".repeat(400),
  "-0",
  "0x10",
  "NaN",
  "null",
  "[]",
  "{}",
  "*",
  "../../etc/passwd",
  "2024-02-30",
  "0000-01-01",
  "9999-12-31",
  "9999-12-31T23:59:59-23:59",
  "x".repeat(8_000),
  "%22".repeat(2_000),
  "x,".repeat(4_000),
];

// Beside the parameters that a path knows.
const PARAMETERS: readonly string[] = [
  "__proto__=1",
  "__proto__[polluted]=1",
  "constructor[prototype][polluted]=1",
  "toString",
  "hasOwnProperty=1",
  "=",
  "&&&=&==",
  "%=%",
  "%00=1",
  `${"x".repeat(8_000)}=1`,
  "a=1&".repeat(2_000),
  encodeURIComponent(INJECTION),
  "api_key=1&api_key=2",
  "api_key[]=1",
];

const SUFFIXES = ["", "[]", "[0]", "[99999]", "[__proto__]", "[a][b]", ".a"];

const pathOf = (route: string) => route.replace(/^\w+ /, "").replace(":kind", "emails");

/** `authorization` is for the operator's route; a key in a header of its own comes first. */
const keyed = () => ({ api_key: secret, authorization: `Bearer ${env.OPERATOR_TOKEN}` });

it("has a query for every route that is read", () => {
  const reads = ROUTES.filter((route) => route.startsWith("GET "));
  expect(reads.toSorted()).toEqual(Object.keys(QUERIES).toSorted());
});

describe.each(Object.entries(QUERIES))("%s", (route, query) => {
  const path = pathOf(route);

  it("serves its parameters as they should be", async () => {
    const { status } = await ask(`${path}?${new URLSearchParams(query).toString()}`, {
      headers: keyed(),
    });
    expect([200, 404]).toContain(status);
  });

  it.runIf(Object.keys(query).length > 0).each(Object.keys(query))(
    "answers or refuses whatever stands for %s",
    async (name) => {
      const others = new URLSearchParams({ ...query, [name]: "" }).toString();
      for (const value of VALUES) {
        const answer = await ask(`${path}?${name}=${value}&${others}`, { headers: keyed() });
        expect(complaintsAbout(answer, value)).toEqual([]);
        expect(answer.headers.get("x-evil")).toBeNull();
      }
    },
  );

  it("answers or refuses parameters that are written like lists and objects", async () => {
    for (const [name, value] of Object.entries(query)) {
      for (const suffix of SUFFIXES) {
        const written = `${name}${suffix}=${value}&${name}${suffix}=${value}`;
        expect(complaintsAbout(await ask(`${path}?${written}`, { headers: keyed() }), written)).toEqual([]);
      }
    }
  });

  it("answers or refuses parameters that nobody knows", async () => {
    const valid = new URLSearchParams(query).toString();
    for (const parameter of PARAMETERS) {
      const answer = await ask(`${path}?${valid}&${parameter}`, { headers: keyed() });
      expect(complaintsAbout(answer, parameter)).toEqual([]);
    }
  });
});

// What a Request takes; a line break in a header is refused by whoever makes one.
const KEYS: readonly string[] = [
  "",
  " ",
  "tl_",
  "tl_nobody",
  "x".repeat(60_000),
  "null",
  "__proto__",
  INJECTION.replaceAll(/[^\x20-\x7e]/g, ""),
  "%0d%0ax-evil: 1",
  "a, b",
  '"',
];

const OPEN = new Set(["GET /healthz", "GET /readyz", "GET /openapi.json", "GET /docs"]);

describe.each(ROUTES)("%s", (route) => {
  const [method = ""] = route.split(" ");
  const body = method === "POST" ? { body: JSON.stringify(emailBody()) } : {};

  it("lets nobody in with what is no key, wherever it stands", async () => {
    for (const key of KEYS) {
      const places = [
        { headers: { api_key: key } },
        { headers: { "x-api-key": key } },
        { headers: { authorization: `Bearer ${key}` } },
        { headers: { authorization: key } },
        { query: `?api_key=${encodeURIComponent(key)}` },
        { query: `?api_key=${encodeURIComponent(key)}&api_key=${secret.slice(0, -1)}` },
        { query: `?api_key[]=${secret}` },
        { query: `?API_KEY=${secret}` },
        { query: `#api_key=${secret}` },
      ];
      for (const { headers = {}, query = "" } of places) {
        const answer = await ask(`${pathOf(route)}${query}`, { method, headers, ...body });
        expect(complaintsAbout(answer, JSON.stringify([headers, query]))).toEqual([]);
        expect(answer.status).toBe(OPEN.has(route) ? 200 : 401);
        // Of a short one the letters may stand there by chance.
        const repeated = [secret, key.slice(0, 20)].filter((part) => part.length > 8);
        expect(repeated.filter((part) => answer.text.includes(part))).toEqual([]);
      }
    }
  });

  it("answers whatever else a header says", async () => {
    const odd: readonly Readonly<Record<string, string>>[] = [
      { accept: "text/html", "accept-language": "x".repeat(5_000) },
      { accept: "*/*;q=nothing", "accept-encoding": "gzip;q=1e400, *;q=__proto__" },
      { "accept-encoding": "br, identity;q=0" },
      { "content-type": ";;;=", "content-language": "__proto__" },
      { "content-type": `application/json; charset="${"x".repeat(5_000)}"` },
      { "if-none-match": "*", "if-modified-since": "yesterday", range: "bytes=0-1" },
      { "x-http-method-override": "DELETE", "x-original-url": "/metrics", "x-rewrite-url": "/metrics" },
      { "x-forwarded-host": "evil.example", "x-forwarded-for": "127.0.0.1", forwarded: "for=_x" },
      { "x-request-id": "mine", cookie: "api_key=tl_nobody", origin: "https://evil.example" },
      { "content-encoding": "identity", expect: "100-continue", "transfer-encoding": "nonsense" },
    ];
    for (const headers of odd) {
      const answer = await ask(pathOf(route), { method, headers: { ...headers, ...keyed() }, ...body });
      // Gzip when it was asked for, which no text is read from.
      const isZipped = answer.headers.get("content-encoding") === "gzip";
      expect(isZipped ? [] : complaintsAbout(answer, JSON.stringify(headers))).toEqual([]);
      expect(answer.headers.get("x-request-id")).not.toBe("mine");
      const isForAll = route === "GET /openapi.json";
      expect(answer.headers.get("access-control-allow-origin")).toBe(isForAll ? "*" : null);
    }
  });
});

it("lets nobody in with a key of other letters", async () => {
  for (const headers of [{ "x-api-key": "tl_é\u00ff" }, { authorization: "Bearer tl_é" }]) {
    const answer = await ask("/api/v2/keys", { headers });
    expect(complaintsAbout(answer)).toEqual([]);
    expect(answer.status).toBe(401);
  }
  expect((await ask("/api/v2/keys?api_key=tl_%C3%A9%F0%9F%98%80%00")).status).toBe(401);
});

describe("paths", () => {
  it.each([
    "//",
    "/%",
    "/%00",
    "/__proto__",
    "/constructor",
    "/.env",
    "/.git/config",
    "/index.html",
    "/api/v2",
    "/api/v2/event/list//",
    "/api/v2/event/list%2f",
    "/api/v2/event/LIST",
    "/api/v2/event/list;x=1",
    `/${"x".repeat(15_000)}`,
    `/${"a/".repeat(5_000)}`,
    `/${encodeURIComponent(INJECTION)}`,
    RECEIVE,
    `${RECEIVE}/`,
    `${RECEIVE}/__proto__`,
    `${RECEIVE}/constructor`,
    `${RECEIVE}/${encodeURIComponent(INJECTION)}`,
    `${RECEIVE}/${"x".repeat(15_000)}`,
    `${RECEIVE}/emails/emails`,
    `${RECEIVE}/emails%00`,
    `${RECEIVE}/generic/generic/emails`,
    `${RECEIVE}/emails/..%2f..%2fkeys`,
  ])("%s is not found", async (path) => {
    for (const method of ["GET", "POST", "PUT", "OPTIONS", "PROPFIND"]) {
      const body = method === "GET" ? {} : { body: "{}" };
      const answer = await ask(path, { method, headers: keyed(), ...body });
      expect(complaintsAbout(answer)).toEqual([]);
      expect(answer.status).toBe(404);
    }
  });

  it.each(ROUTES)("of %s refuse any other method, and show the one that they serve", async (route) => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      const answer = await ask(pathOf(route), { method, headers: keyed(), body: "{}" });
      expect(complaintsAbout(answer)).toEqual([]);
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toContain(route.split(" ")[0]);
    }
  });
});

it("after all that no prototype has changed, every table is there, and another workspace is as it was", async () => {
  expect(await surroundings.readState()).toEqual(before);
});
