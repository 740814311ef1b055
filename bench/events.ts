import { emailBody } from "../test/bodies.ts";
import { toRequest } from "./load/connection.ts";
import type { Server } from "./server.ts";

const SENTENCE = "We could start with ten seats in March, and see how the team likes it. ";

/** Characters of the text of a usual email. */
const TEXT_CHARACTERS = 1_500;

const PATH = "/api/v2/analytics/webhook/receive/generic/emails";

const LABEL = "LABEL";

// A label of the load generator: a UUID, a hyphen and eight digits.
const LABEL_CHARACTERS = 45;

export type EmailType = "opened" | "sent";

/** An email of about 2 KB, all ASCII. */
export function email(eventType: EmailType, eventId: string): string {
  const text = SENTENCE.repeat(TEXT_CHARACTERS / SENTENCE.length);
  return JSON.stringify(emailBody({ eventType, eventId, body: { text } }));
}

/** The request that brings an event to a server. */
export function emailRequest(
  { holder }: Pick<Server, "holder">,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  return toRequest(PATH, { api_key: holder.secret, "content-type": "application/json", ...headers }, body);
}

/** The request with a place for the label that makes each event another. */
export function emailTemplate(
  server: Server,
  type: EmailType,
): { readonly head: string; readonly tail: string } {
  const label = LABEL.padEnd(LABEL_CHARACTERS, "-");
  const [head = "", tail = ""] = emailRequest(server, email(type, label)).split(label);
  return { head, tail };
}
