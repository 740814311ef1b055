import type { AppContext } from "../http/context.ts";
import { toCsvLine } from "../http/csv.ts";
import { answerDownload } from "../http/download.ts";
import type { EventSearch } from "../storage/event-search.ts";
import type { ListedEvent } from "../storage/event-list.ts";
import { findEvents } from "./find-events.ts";

const ROWS_AT_ONCE = 1_000;

const COLUMNS = [
  "id",
  "eventTimestamp",
  "receivedAt",
  "kind",
  "type",
  "status",
  "provider",
  "summary",
  "duplicates",
];

/** All that the search finds, as it is found. */
export function answerCsv(c: AppContext, search: EventSearch): Response {
  return answerDownload(c, toLines(c, search), { type: "text/csv", fileName: "events.csv" });
}

async function* toLines(c: AppContext, search: EventSearch): AsyncGenerator<string> {
  yield toCsvLine(COLUMNS);
  let after: EventSearch["after"] = null;
  do {
    const { events, next } = await findEvents(c.get("db"), { ...search, limit: ROWS_AT_ONCE, after });
    yield events.map(toLine).join("");
    after = next;
  } while (after !== null);
}

function toLine(event: ListedEvent): string {
  const { id, occurredAt, receivedAt, kind, type, status, provider, summary, duplicates } = event;
  const times = [occurredAt, receivedAt].map((at) => new Date(at).toISOString());
  return toCsvLine([id, ...times, kind, type, status, provider, summary, duplicates]);
}
