import * as v from "valibot";

import type { Ticket } from "../storage/outbox.ts";

// Ids only: a payload would not fit, and the row is the truth.
const messageSchema = v.object({ workspaceId: v.string(), id: v.string(), run: v.number() });

/** Null for what this version did not write. */
export function readTicket(body: unknown): Ticket | null {
  const message = v.safeParse(messageSchema, body);
  return message.success ? message.output : null;
}
