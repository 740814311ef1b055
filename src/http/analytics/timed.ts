import * as v from "valibot";

import type { Range } from "../../pipeline/analytics/range.ts";
import type { TimePageAsked } from "../../pipeline/analytics/time-page.ts";
import { refuse } from "../answer.ts";
import type { AppContext } from "../context.ts";
import { readQuery } from "../query.ts";
import { answerFigures } from "./answer.ts";
import { listEntries, readAfterTime, readRange } from "./query.ts";

/** The query of a list by time, under the name that its column has there. */
export function timedQuery<const Name extends string>(column: Name) {
  return v.object(listEntries([column]));
}

type Page = object & { readonly next: readonly [number, string] | null };

type Timed<Data extends Page> = {
  readonly name: string;
  readonly schema: ReturnType<typeof timedQuery>;
  readonly message: string;
  readonly columns: readonly string[];
  readonly read: (db: D1Database, workspaceId: string, range: Range, asked: TimePageAsked) => Promise<Data>;
  readonly rowsOf: (data: Data) => readonly object[];
};

/** Answers a request for a page of what happened in a range. */
export async function answerTimed<Data extends Page>(
  c: AppContext,
  { name, schema, message, columns, read, rowsOf }: Timed<Data>,
): Promise<Response> {
  const reading = readQuery(c, schema);
  if (!reading.ok) return refuse(c, reading.failure);
  const { order, limit, cursor, format } = reading.query;
  const list = `${name} ${order}`;
  const place = readAfterTime(c, list, cursor);
  if (!place.ok) return refuse(c, place.failure);
  const asked = await readRange(c, reading.query);
  if (!asked.ok) return refuse(c, asked.failure);
  const page = { isDescending: order === "desc", limit, after: place.after };
  const found = await read(c.get("db"), c.get("holder").key.workspaceId, asked.range, page);
  const { next, ...data } = found;
  return answerFigures(
    c,
    { message, data, rows: rowsOf(found), columns, next: { list, place: next } },
    format,
  );
}
