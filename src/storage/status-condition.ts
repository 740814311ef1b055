import type { EventStatus } from "./events.ts";

/** SQL that narrows to a status: literals, since the planner takes a partial index only for a condition it can read. */
export const WITH_STATUS: Readonly<Record<EventStatus, string>> = {
  stored: "AND status = 'stored'",
  pending: "AND status = 'pending'",
  processed: "AND status = 'processed'",
  failed: "AND status = 'failed'",
};
