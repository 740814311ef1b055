import type { JsonObject } from "../domain/json.ts";
import type { Sample } from "./samples.ts";

/** What a ready-made sender of one kind of event is made for. */
export type Connection = {
  /** The kind, by its name in the receive path. */
  readonly kind: string;
  readonly sample: Sample;
  /** Where Touchlog answers: `https://touchlog.example.com`. */
  readonly origin: string;
  readonly key: string;
};

export function receiveUrl({ kind, origin }: Pick<Connection, "kind" | "origin">): string {
  return `${origin}/api/v2/analytics/webhook/receive/generic/${kind}`;
}

/** The whole event that the connection begins with. */
export function exampleEvent({ sample }: Pick<Connection, "sample">): JsonObject {
  const { eventTimestamp, eventType, ...required } = sample.required;
  return { eventType, eventTimestamp, ...required, ...sample.optional };
}
