import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";

import worker from "../src/index.ts";
import { silentQueue } from "./send.ts";

const IMPORT = "/api/v2/event/import";

const jobSchema = v.looseObject({
  oId: v.string(),
  type: v.string(),
  status: v.string(),
  completedAt: v.nullable(v.string()),
  total: v.number(),
  preSkipped: v.number(),
  duplicatesInBatch: v.number(),
  skipped: v.number(),
  ingested: v.number(),
  pending: v.number(),
  failed: v.number(),
  callbackStatus: v.nullable(v.string()),
});

const resultSchema = v.looseObject({
  index: v.number(),
  line: v.optional(v.number()),
  status: v.string(),
  eventOId: v.optional(v.string()),
  code: v.optional(v.string()),
  conflict: v.optional(v.boolean()),
  errors: v.optional(v.array(v.looseObject({ path: v.string(), code: v.string(), expected: v.string() }))),
  rejectionOId: v.optional(v.string()),
  warnings: v.optional(v.array(v.looseObject({ code: v.string() }))),
});

const answerSchema = v.looseObject({
  _metadata: v.looseObject({ message: v.string() }),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  data: v.optional(
    v.looseObject({
      total: v.number(),
      preSkipped: v.number(),
      duplicatesInBatch: v.number(),
      skipped: v.number(),
      ingested: v.number(),
      pending: v.number(),
      failed: v.number(),
      jobs: v.array(jobSchema),
      results: v.array(resultSchema),
      warnings: v.array(v.looseObject({ code: v.string() })),
    }),
  ),
});

export type Importing = {
  readonly secret: string;
  /** A text as it is, bytes as they are, anything else as JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Bindings in place of the real ones. */
  readonly env?: Partial<Env>;
};

/** Sends an import to the Worker with the bindings given, and waits for what it does after the answer. */
export async function importAll({ secret, body, headers = {}, query = "", env: bindings = {} }: Importing) {
  const isAsIs = typeof body === "string" || body instanceof Uint8Array;
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://touchlog${IMPORT}${query}`, {
    method: "POST",
    headers: { api_key: secret, "content-type": "application/json", ...headers },
    body: isAsIs ? body : JSON.stringify(body),
  });
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...silentQueue, ...bindings }, ctx);
  const text = await response.text();
  const answer = v.parse(answerSchema, JSON.parse(text));
  await waitOnExecutionContext(ctx);
  const { data } = answer;
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    text,
    code: answer.code,
    message: answer.message,
    results: data?.results ?? [],
    jobs: data?.jobs ?? [],
    warnings: data?.warnings.map(({ code }) => code),
    statuses: data?.results.map(({ status }) => status) ?? [],
    ids: data?.results.map(({ eventOId }) => eventOId ?? "") ?? [],
    counts:
      data === undefined
        ? null
        : {
            total: data.total,
            preSkipped: data.preSkipped,
            duplicatesInBatch: data.duplicatesInBatch,
            skipped: data.skipped,
            ingested: data.ingested,
            pending: data.pending,
            failed: data.failed,
          },
  };
}

/** An item of an import from a body of a single event. */
export function item(
  type: string,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { type, ...body };
}

/** What the status route says of a job. */
export async function readJob(secret: string, id: string) {
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `http://touchlog${IMPORT}/status?oId=${id}`,
    {
      headers: { api_key: secret },
    },
  );
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...silentQueue }, ctx);
  const answer = v.parse(v.looseObject({ data: jobSchema }), await response.json());
  await waitOnExecutionContext(ctx);
  return answer.data;
}
