import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ITEM_CODES } from "../../src/openapi/answers/import.ts";
import { followImports } from "../../src/pipeline/import-jobs.ts";
import { createKey } from "../../src/pipeline/keys.ts";
import { type Runtime, startRuntime } from "../measure/runtime.ts";
import {
  type Answered,
  ask,
  type Asked,
  type Call,
  callOf,
  shownBy,
  type RealIds,
} from "../openapi/client.ts";
import { createCoverage } from "../openapi/coverage.ts";
import { CALLS, closed, DOCUMENT, mediaOf } from "../openapi/document.ts";
import { makeOverdue, makeThings, SUPPRESSED } from "../openapi/scenario.ts";
import { createValidator } from "../openapi/validate.ts";
import { ROOT } from "./docs.ts";

const OPERATOR = { authorization: "Bearer token-of-the-tests" };

let runtime: Runtime;
let ids: RealIds = {};
const examples: Answered[] = [];
const others: Answered[] = [];

beforeAll(async () => {
  runtime = await startRuntime(ROOT, { OPERATOR_TOKEN: "token-of-the-tests" });
  ids = await makeThings(runtime, (answer) => others.push(answer));
  // What only reads comes first: the rest changes what there is to read.
  for (const call of CALLS.toSorted((one, other) => (one.method < other.method ? -1 : 1))) {
    const isOperator = call.path === "/metrics";
    const who = isOperator ? { headers: OPERATOR } : { key: runtime.secret, headers: {} };
    for (const { body, headers } of shownBy(call)) {
      const asked = { ...who, body, headers: { ...who.headers, ...headers } };
      examples.push(await ask(runtime.worker, call, asked, ids));
    }
  }
  await makeOverdue(runtime);
  others.push(await ask(runtime.worker, callOf("get_readiness"), { key: runtime.secret }));
});

afterAll(() => runtime.close());

describe("the running Worker, by its OpenAPI document", () => {
  it("accepts every example", () => {
    expect(examples.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(examples.map(({ id }) => id)).size).toBe(CALLS.length);
  });

  it("answers with what is described and nothing else", () => {
    const validate = createValidator(Object(closed(DOCUMENT)));
    const misfits = [...examples, ...others].flatMap(({ id, status, pointer, values }) =>
      pointer === null
        ? [`${id} ${status} is not described`]
        : values.flatMap((value) => validate(pointer, value).map((fault) => `${id} ${status} ${fault}`)),
    );
    expect(misfits).toEqual([]);
    expect(examples.filter(({ values }) => values.length === 0)).toEqual([]);
  });

  it("has an answer with each field that is described", () => {
    const coverage = createCoverage(DOCUMENT.components.schemas);
    for (const { id, status, values } of [...examples, ...others]) {
      for (const { schema } of mediaOf(callOf(id), String(status))) {
        for (const value of values) coverage.see(`${id} ${status}`, schema, value);
      }
    }
    // It takes 10,000 events: see test/http/list-pages.test.ts.
    expect(coverage.unseen()).toEqual(["list_events 200.data.totalIsMinimum"]);
  });
});

describe("imports, by the OpenAPI document", () => {
  it("fail single events with each code that is described", () => {
    const told = [...others, ...examples]
      .filter(({ id, status }) => id === "import_events" && status === 200)
      .map(({ values }) => JSON.stringify(values));
    const codes = ITEM_CODES.filter((code) => !told.some((text) => text.includes(`"code":"${code}"`)));
    expect(codes).toEqual([]);
  });

  it("call back with what is described and nothing else", async () => {
    const told: unknown[] = [];
    const receiver: typeof fetch = async (_url, init) => {
      told.push(await new Response(init?.body).json());
      return new Response();
    };
    const soon = Date.now() + 60_000;
    await runtime.env.DB.prepare(
      "UPDATE events SET status = 'processed', ended_at = ?1 WHERE status = 'pending'",
    )
      .bind(soon)
      .run();
    await followImports(runtime.env.DB, null, receiver, soon);
    const validate = createValidator(Object(closed(DOCUMENT)));
    expect(told.flatMap((value) => validate("/components/schemas/ImportCompleted", value))).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
  });
});

describe("the refusals of the OpenAPI document", () => {
  const day = 24 * 60 * 60 * 1000;
  const keys = new Map<string, string>();

  beforeAll(async () => {
    const now = Date.now();
    const wanted = { workspaceId: runtime.workspaceId, label: "x", provider: "X", scopes: ["read"] } as const;
    for (const [name, order, at] of [
      ["no scopes", { ...wanted, scopes: [], expiresAt: null }, now],
      ["expired", { ...wanted, expiresAt: now - day }, now - 2 * day],
      ["revoked", { ...wanted, expiresAt: null }, now],
      ["header only", { ...wanted, expiresAt: null, allowsQuery: false }, now],
    ] as const) {
      const created = await createKey(runtime.env.DB, order, at);
      keys.set(name, created?.secret ?? "");
      if (name === "revoked" && created !== null) {
        const body = { keyOId: created.key.id };
        await ask(runtime.worker, callOf("revoke_key"), { key: runtime.secret, body });
      }
    }
  });

  // A request that is refused with the code by every operation that can be, and by no other.
  const PROBES: Readonly<Record<string, (call: Call) => Asked>> = {
    missing_api_key: () => ({}),
    unknown_api_key: () => ({ key: "tl_whatever-this-is" }),
    revoked_api_key: () => ({ key: keys.get("revoked") ?? null }),
    expired_api_key: () => ({ key: keys.get("expired") ?? null }),
    api_key_in_query: () => ({ query: { api_key: keys.get("header only") ?? "" } }),
    insufficient_scope: () => ({ key: keys.get("no scopes") ?? null }),
    wrong_operator_token: () => ({ headers: { authorization: "Bearer something-else" } }),
    invalid_json: () => ({ key: runtime.secret, body: "{" }),
    invalid_event: () => ({ key: runtime.secret, body: {} }),
    invalid_request: (call) =>
      call.method === "POST"
        ? {
            key: runtime.secret,
            body: { nonsense: 1 },
            query: isReceiving(call) ? { strict: "perhaps" } : {},
          }
        : { key: runtime.secret, query: { nonsense: "1" } },
    payload_too_large: ({ operation }) => ({
      key: runtime.secret,
      body: " ".repeat(1 + (operation.operationId === "import_events" ? 8_388_608 : 1_048_576)),
    }),
    unsupported_media_type: () => ({
      key: runtime.secret,
      headers: { "content-type": "multipart/form-data" },
    }),
    suppressed: (call) => {
      const [{ body } = {}] = shownBy(call);
      return {
        key: runtime.secret,
        body: isReceiving(call) ? { ...Object(body), customMetadata: { who: SUPPRESSED } } : body,
      };
    },
  };

  it.each(Object.entries(PROBES))(
    "tell of %s where it is answered, and nowhere else",
    async (code, probe) => {
      const answers = await Promise.all(
        CALLS.map(async (call) => ({ call, answer: await ask(runtime.worker, call, probe(call)) })),
      );
      const answering = answers.filter(({ answer }) => answer.code === code);
      expect(answering.map(({ answer }) => answer.id)).toEqual(idsWith(code));
      expect(answering.filter(({ answer }) => answer.pointer === null)).toEqual([]);
    },
  );

  it("tell of not_found where ids are that are nowhere", async () => {
    const key = runtime.secret;
    const answers = await Promise.all(CALLS.map((call) => ask(runtime.worker, call, { key })));
    const cursor = { startDate: "2024-01-01", cursor: "of nobody" };
    const { startDate: _, ...cursorOnly } = cursor;
    answers.push(await ask(runtime.worker, callOf("list_events"), { key, query: cursor }));
    answers.push(await ask(runtime.worker, callOf("list_rejections"), { key, query: cursorOnly }));
    for (const id of ["campaigns", "senders", "conversations", "calls", "outcomes"]) {
      answers.push(await ask(runtime.worker, callOf(`list_${id}`), { key, query: cursorOnly }));
    }
    answers.push(
      await ask(runtime.worker, callOf("get_conversation"), { key, query: { conversation: "x" } }),
    );
    const found = new Set(answers.filter(({ code }) => code === "not_found").map(({ id }) => id));
    // The first takes a workspace that is deleted meanwhile, the second an operator who has set no token.
    const unprovoked = ["create_key", "get_metrics"];
    expect(idsWith("not_found").filter((id) => !found.has(id))).toEqual(unprovoked);
    expect([...found].filter((id) => !idsWith("not_found").includes(id))).toEqual([]);
  });

  it("name the scope that is missing", async () => {
    for (const call of CALLS.filter(({ operation }) =>
      idsWith("insufficient_scope").includes(operation.operationId),
    )) {
      const scopes = call.operation.security.flatMap((one) => Object.values(one).flat());
      const { message } = await ask(runtime.worker, call, { key: keys.get("no scopes") ?? null });
      expect(message).toContain(`lacks the scope ${[...new Set(scopes)].join()}:`);
    }
  });

  it("let a key come in every place that is described", async () => {
    for (const [name, scheme] of Object.entries(DOCUMENT.components.securitySchemes)) {
      if (name === "operator") continue;
      const place = scheme.name ?? "authorization";
      const value = scheme.name === undefined ? `Bearer ${runtime.secret}` : runtime.secret;
      const asked = scheme.in === "query" ? { query: { [place]: value } } : { headers: { [place]: value } };
      expect((await ask(runtime.worker, callOf("validate_key"), asked)).status).toBe(200);
    }
  });
});

function isReceiving({ path }: Call): boolean {
  return path.includes("/receive/");
}

/** The operations that say that they are refused with the code. */
function idsWith(code: string): readonly string[] {
  return CALLS.filter(({ operation }) =>
    Object.values(operation.responses).some(
      ({ content }) => content["application/json"]?.examples?.[code] !== undefined,
    ),
  ).map(({ operation }) => operation.operationId);
}
