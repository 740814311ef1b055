import { env } from "cloudflare:workers";

import type { Figures } from "./reference.ts";

const COLUMNS = {
  messages:
    "event_id, day, conversation, campaign, answers, opening, replied, human_replied, reply_ms, human_reply_ms",
  signals: "event_id, day, campaign",
  outcomes: "event_id, day, contact, campaign, attributed_to, first_touch_at, counted, amount, currency",
  touch_days: "*",
  reply_time_days: "*",
  conversations: "*",
  outcome_days: "*",
  call_days: "*",
} as const;

/** All that the database has of a workspace's figures, in the form of the reference. */
export async function readFigures(workspaceId: string): Promise<Figures> {
  const tables = Object.entries(COLUMNS);
  const results = await env.DB.batch<Record<string, unknown>>(
    tables.map(([table, columns]) =>
      env.DB.prepare(`SELECT ${columns} FROM ${table} WHERE workspace_id = ?1`).bind(workspaceId),
    ),
  );
  return Object.fromEntries(
    tables.map(([table], index) => [
      table,
      results[index]?.results.map(({ workspace_id: _id, ...row }) => row) ?? [],
    ]),
  );
}

/** In one order, without what is absent or nothing. */
export function comparable(figures: Figures): unknown {
  return Object.fromEntries(
    Object.entries(figures).map(([table, rows]) => [
      table,
      rows
        .map((row) =>
          JSON.stringify(
            Object.entries(row)
              .filter(([, value]) => value !== undefined && value !== 0 && value !== null)
              .toSorted(([one], [other]) => (one < other ? -1 : 1)),
          ),
        )
        .toSorted(),
    ]),
  );
}
