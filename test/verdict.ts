import { expect } from "vitest";

import type { JsonObject } from "../src/domain/json.ts";
import { acceptance, type Answer, refusal } from "./request.ts";

const REFUSALS: Readonly<Record<number, readonly string[]>> = {
  400: ["invalid_json", "invalid_event"],
  413: ["payload_too_large"],
  415: ["unsupported_media_type"],
};

/** What an answer must be when no fault is ours: an acceptance, or a refusal whose code is one of its status. */
export function verdict(answer: Answer): JsonObject {
  if (answer.status === 200) return acceptance(answer);
  const code = REFUSALS[answer.status]?.find((known) => known === answer.json["code"]) ?? "another";
  return refusal(answer, code, expect.any(Array));
}
