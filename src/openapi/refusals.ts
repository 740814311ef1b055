import { type Failure, type Problem, toProblem } from "../http/problem.ts";
import type { JsonObject } from "../domain/json.ts";
import { EXAMPLE_TIME, IDS, METADATA } from "./example-values.ts";
import { SCHEMAS } from "./json-schema.ts";

type Samples = { readonly [Code in Failure["code"]]: Extract<Failure, { readonly code: Code }> };

const fault = {
  path: "to[0].email",
  code: "invalid_value",
  message: 'to[0].email "nobody" is not an email address',
  expected: "an email address like ann@example.com",
  received: '"nobody"',
} as const;

const at = Date.parse(EXAMPLE_TIME);
const place = "header api_key";

// One of each failure that there is: a new one does not compile until it stands here.
const SAMPLES: Samples = {
  invalid_json: {
    code: "invalid_json",
    fault: {
      reason: "a template {{ … }} was not filled in",
      position: 13,
      line: 1,
      column: 14,
      excerpt: '{"subject": {{ $json.subject }}}',
    },
  },
  unreadable_body: { code: "unreadable_body", reason: "the body is not UTF-8: send JSON in UTF-8" },
  invalid_event: { code: "invalid_event", faults: [fault] },
  invalid_request: {
    code: "invalid_request",
    faults: [
      {
        path: "startDate",
        code: "missing",
        message: "startDate is missing",
        expected: "a date like 2026-11-01 or a time like 2026-11-01T10:30:00Z",
        received: "nothing",
      },
    ],
  },
  missing_api_key: { code: "missing_api_key" },
  unknown_api_key: { code: "unknown_api_key", place },
  revoked_api_key: { code: "revoked_api_key", place, at },
  expired_api_key: { code: "expired_api_key", place, at },
  api_key_in_query: { code: "api_key_in_query" },
  wrong_operator_token: { code: "wrong_operator_token" },
  insufficient_scope: { code: "insufficient_scope", needed: "read", granted: ["ingest"] },
  suppressed: { code: "suppressed" },
  unknown_event_type: { code: "unknown_event_type", given: "letters" },
  not_found: { code: "not_found", what: "event of this id in this workspace" },
  unknown_path: { code: "unknown_path" },
  no_operator: { code: "no_operator", minCharacters: 16 },
  method_not_allowed: {
    code: "method_not_allowed",
    allow: ["GET"],
    given: "POST",
    path: "/api/v2/event/list",
  },
  payload_too_large: { code: "payload_too_large", limit: 1_048_576, size: 2_000_000, isMinimum: false },
  unsupported_media_type: {
    code: "unsupported_media_type",
    given: "a multipart body",
    mend: 'send a JSON object with "Content-Type: application/json"',
  },
  rate_limited: { code: "rate_limited" },
  unavailable: { code: "unavailable", isWrite: true },
};

const problems = Object.values(SAMPLES).map(toProblem);

/** The refusals as they are answered, by their code; of those that share one, the first. */
const REFUSALS: ReadonlyMap<string, Problem> = new Map(
  [...Map.groupBy(problems, ({ code }) => code)].flatMap(([code, alike]) =>
    alike.slice(0, 1).map((problem) => [code, problem] as const),
  ),
);

/** The codes of refusals, in the order of their statuses. */
export const CODES: readonly string[] = [...REFUSALS.values()]
  .toSorted((one, other) => one.status - other.status)
  .map(({ code }) => code);

/** An example of each, by its code. */
export function refusalExamples(): JsonObject {
  return Object.fromEntries(
    CODES.map((code) => {
      const { status, message = "", errors = [] } = REFUSALS.get(code) ?? {};
      const kept = KEPT.has(code) ? { rejectionOId: IDS.rejection } : {};
      const value = { _metadata: { ...METADATA, message }, received: false, message, code, errors, ...kept };
      return [code, { summary: String(status), value }];
    }),
  );
}

const KEPT = new Set(["invalid_event"]);

/** The refusals with these codes as responses by their status. */
export function refusalResponses(codes: readonly string[]): JsonObject {
  const responses: Record<string, JsonObject> = {};
  for (const [status, together] of Map.groupBy(
    CODES.filter((code) => codes.includes(code)),
    (code) => String(REFUSALS.get(code)?.status),
  )) {
    responses[status] = toResponse(together);
  }
  return responses;
}

function toResponse(codes: readonly string[]): JsonObject {
  const names = Object.keys(REFUSALS.get(codes[0] ?? "")?.headers ?? {});
  const headers = Object.fromEntries(names.map((name) => [name, HEADERS[name]]));
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
  return {
    description: codes.map((code) => `\`${code}\``).join(", "),
    ...(names.length === 0 ? {} : { headers }),
    content: {
      "application/json": {
        schema: { $ref: `${SCHEMAS}Refusal`, properties: { code: { enum: codes } } },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

const HEADERS: Readonly<Record<string, JsonObject>> = {
  "retry-after": { description: "After how many seconds to try again.", schema: { type: "integer" } },
};
