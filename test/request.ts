import { exports } from "cloudflare:workers";
import * as v from "valibot";
import { expect } from "vitest";

import { isJsonObject, type JsonObject } from "../src/domain/json.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** As it came, for what must not stand in it. */
  readonly text: string;
  readonly json: JsonObject;
};

/** Sends a request to the Worker as a client on the network would; a redirect would be seen, not followed. */
export async function request(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await exports.default.fetch(`http://touchlog${path}`, { redirect: "manual", ...init });
  const text = await response.text();
  const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
  const json: unknown = text === "" || isPage ? {} : JSON.parse(text);
  if (!isJsonObject(json)) throw new Error("the answer is no JSON object");
  return { status: response.status, headers: response.headers, text, json };
}

export const RECEIVE = "/api/v2/analytics/webhook/receive/generic";

/** Posts an event: a text as it is, anything else as JSON. */
export function post(
  secret: string,
  kind: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return request(`${RECEIVE}/${kind}`, {
    method: "POST",
    headers: { api_key: secret, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export function get(secret: string, path: string): Promise<Answer> {
  return request(path, { headers: { api_key: secret } });
}

const acceptedSchema = v.object({ additionalData: v.object({ eventOId: v.string() }) });

/** The id of an event that was accepted. */
export function idOf({ json }: Answer): string {
  return v.parse(acceptedSchema, json).additionalData.eventOId;
}

export const ISO_TIME: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** `_metadata` as every answer has it. */
export function metadataOf(
  { headers, json }: Pick<Answer, "headers" | "json">,
  message: unknown = json["message"],
): JsonObject {
  return { requestId: headers.get("x-request-id"), timestamp: ISO_TIME, usage: 0, message };
}

/** What every refusal is, and nothing else. */
export function refusal(answer: Answer, code: string, errors: unknown = []): JsonObject {
  const message: unknown = expect.stringMatching(/^\S.{9,}/);
  const { rejectionOId } = answer.json;
  const kept =
    rejectionOId === undefined ? {} : { rejectionOId: expect.stringMatching(/^rej_[0-9a-f]{32}$/) };
  return { _metadata: metadataOf(answer), received: false, message, code, errors, ...kept };
}

/** What every acceptance is. */
export function acceptance(answer: Answer): JsonObject {
  const object: unknown = expect.any(Object);
  return {
    _metadata: metadataOf(answer, "Webhook received successfully"),
    received: true,
    connection: object,
    additionalData: object,
  };
}

/** Posts an order, as opposed to an event. */
export function order(secret: string, path: string, wanted: unknown): Promise<Answer> {
  return request(path, {
    method: "POST",
    headers: { api_key: secret, "content-type": "application/json" },
    body: JSON.stringify(wanted),
  });
}
