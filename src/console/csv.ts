import type { AppContext } from "../http/context.ts";
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

/** All that the search finds, as it is found. Should D1 fail in the middle, the download breaks off. */
export function answerCsv(c: AppContext, search: EventSearch): Response {
  const lines = toLines(c, search);
  const encoder = new TextEncoder();
  const text = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(text, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="events.csv"',
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": c.get("requestId"),
    },
  });
}

async function* toLines(c: AppContext, search: EventSearch): AsyncGenerator<string, void> {
  yield `${COLUMNS.join(",")}\r\n`;
  let after: EventSearch["after"] = null;
  do {
    const { events, next } = await findEvents(c.get("db"), { ...search, limit: ROWS_AT_ONCE, after });
    yield events.map(toLine).join("");
    after = next;
  } while (after !== null);
}

function toLine({
  id,
  occurredAt,
  receivedAt,
  kind,
  type,
  status,
  provider,
  summary,
  duplicates,
}: ListedEvent): string {
  const times = [occurredAt, receivedAt].map((at) => new Date(at).toISOString());
  return `${[id, ...times, kind, type, status, provider, summary, String(duplicates)].map(toCell).join(",")}\r\n`;
}

/** What a spreadsheet would take for a formula begins with an apostrophe. */
function toCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
