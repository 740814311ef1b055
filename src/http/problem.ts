import type { Fault } from "../domain/fault.ts";
import type { Scope } from "../domain/api-key.ts";
import type { KeyFailure } from "../pipeline/authenticate.ts";
import type { ReceiveFailure } from "../pipeline/prepare.ts";
import type { RateLimited } from "../pipeline/rate-limit.ts";
import type { BodyFailure } from "./body.ts";
import type { KeyPlace } from "./key.ts";
import { explainJson, explainKinds, summarize, toBodyFault, toJsonFault } from "./fault-words.ts";

/** Everything that can be answered instead of a success. */
export type Failure =
  | ReceiveFailure
  | RateLimited
  | (KeyFailure & { readonly place: KeyPlace })
  | BodyFailure
  | { readonly code: "missing_api_key" }
  | { readonly code: "api_key_in_query" }
  | { readonly code: "insufficient_scope"; readonly needed: Scope; readonly granted: readonly Scope[] }
  | { readonly code: "invalid_request"; readonly faults: readonly Fault[] }
  | { readonly code: "unknown_event_type"; readonly given: string }
  | { readonly code: "unknown_path" }
  | { readonly code: "not_found"; readonly what: string }
  | {
      readonly code: "method_not_allowed";
      readonly allow: readonly string[];
      readonly given: string;
      readonly path: string;
    }
  | { readonly code: "no_operator"; readonly minCharacters: number }
  | { readonly code: "wrong_operator_token" }
  | { readonly code: "unavailable"; readonly isWrite: boolean };

type Status = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 503;

export type Problem = {
  readonly status: Status;
  readonly code: string;
  readonly message: string;
  readonly errors: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
};

const RETRY_AFTER_SECONDS = 5;

const RETRY_AFTER = { "retry-after": String(RETRY_AFTER_SECONDS) };

const KEY_HELP = "send it in the header api_key or as the query parameter api_key";

// To a sender, bytes that are no text are bytes that are no JSON.
const WIRE_CODES: Readonly<Record<string, string>> = {
  unreadable_body: "invalid_json",
  unknown_path: "not_found",
  no_operator: "not_found",
};

/** The one place that knows both a failure and what HTTP says of it. */
export function toProblem(failure: Failure): Problem {
  return { code: WIRE_CODES[failure.code] ?? failure.code, ...explain(failure) };
}

function explain(failure: Failure): Omit<Problem, "code"> {
  switch (failure.code) {
    case "invalid_json":
      return { status: 400, message: explainJson(failure.fault), errors: [toJsonFault(failure.fault)] };
    case "invalid_event":
    case "invalid_request":
      return { status: 400, message: summarize(failure.faults), errors: failure.faults };
    case "missing_api_key":
      return plain(401, `no API key: ${KEY_HELP}`);
    case "unknown_api_key":
      return plain(
        401,
        `the API key in the ${failure.place} is not known: check that it is whole, and ${KEY_HELP}`,
      );
    case "revoked_api_key":
      return plain(
        401,
        `the API key in the ${failure.place} was revoked on ${toDay(failure.at)}: use another, and ${KEY_HELP}`,
      );
    case "expired_api_key":
      return plain(
        401,
        `the API key in the ${failure.place} expired on ${toDay(failure.at)}: use another, and ${KEY_HELP}`,
      );
    case "api_key_in_query":
      return plain(
        401,
        "this API key may not come in a URL: send it in the header api_key, in x-api-key or as Authorization: Bearer …",
      );
    case "insufficient_scope":
      return plain(
        403,
        `this API key lacks the scope ${failure.needed}: use one that has it; this one has ${failure.granted.join(", ") || "none"}`,
      );
    case "suppressed":
      return plain(
        403,
        "the event names a person who was erased and is to stay so, and was not stored: leave out whoever asked for it",
      );
    case "unknown_event_type":
      return plain(404, explainKinds(failure.given));
    case "unknown_path":
      return plain(
        404,
        `no such path: an event goes to POST /api/v2/analytics/webhook/receive/generic/emails, or to calls, crm or social there; reading begins with GET /api/v2/event/list`,
      );
    case "no_operator":
      return plain(
        404,
        `nobody is let in here while the secret OPERATOR_TOKEN is not set, to ${failure.minCharacters} characters or more: \`npx wrangler secret put OPERATOR_TOKEN\` sets it, or on this machine a line OPERATOR_TOKEN=… in secrets.env of the state folder and another start`,
      );
    case "wrong_operator_token":
      return plain(
        401,
        "this is for the operator: send the secret OPERATOR_TOKEN as Authorization: Bearer …; an API key is not enough",
      );
    case "not_found":
      return plain(404, `there is no ${failure.what}`);
    case "method_not_allowed":
      return {
        ...plain(
          405,
          `${failure.given} is not served here: send a ${failure.allow.map((method) => `${method}${howTo(method, failure.path)}`).join(" or a ")} to ${failure.path}`,
        ),
        headers: { allow: failure.allow.join(", ") },
      };
    case "payload_too_large":
      return plain(
        413,
        `the body is too large: at most ${failure.limit} bytes after decompression, this one has ${failure.isMinimum ? "at least " : ""}${failure.size}`,
      );
    case "unsupported_media_type":
      return plain(415, `${failure.given} is not understood: ${failure.mend}`);
    case "unreadable_body":
      return {
        status: 400,
        message: failure.reason,
        errors: [toBodyFault(failure.reason, "bytes that are no JSON text")],
      };
    case "rate_limited":
      return {
        ...plain(
          429,
          `too many events at once with this API key: send this one again in ${RETRY_AFTER_SECONDS} seconds, it is not stored`,
        ),
        headers: RETRY_AFTER,
      };
    case "unavailable":
      return {
        ...plain(503, `the trouble is on our side: ${explainRepeat(failure.isWrite)}`),
        headers: RETRY_AFTER,
      };
    default:
      return failure satisfies never;
  }
}

function explainRepeat(isWrite: boolean): string {
  const again = `again in ${RETRY_AFTER_SECONDS} seconds`;
  return isWrite ? `what was sent may not be stored, send it ${again}` : `ask ${again}`;
}

function plain(status: Status, message: string): Omit<Problem, "code"> {
  return { status, message, errors: [] };
}

function howTo(method: string, path: string): string {
  if (method !== "POST") return "";
  const what = path.includes("/receive/") ? "the event as a JSON body" : "a JSON body";
  return ` with ${what} and "Content-Type: application/json"`;
}

function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
