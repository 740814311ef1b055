import { toTable } from "../http/analytics/answer.ts";
import { writePlace } from "../http/analytics/place.ts";
import { readAfterTime } from "../http/analytics/query.ts";
import type { AppContext } from "../http/context.ts";
import { toCsv } from "../http/csv.ts";
import { answerDownload } from "../http/download.ts";
import type { Range } from "../pipeline/analytics/range.ts";
import type { TimePageAsked } from "../pipeline/analytics/time-page.ts";
import { workspaceOf } from "./access.ts";
import { fragment, type Slots } from "./fragment.ts";
import { answerNotice } from "./page.ts";
import { answerPeriod, type Period, readPeriod } from "./period.ts";

const ROWS = 50;
const CSV_ROWS = 500;

type Place = readonly [at: number, id: string];
type Page = { readonly next: Place | null };

/** A list of what happened in a period, the latest first. */
type TimedList<Data extends Page> = {
  /** As the API, the address and the fragment name it. */
  readonly name: string;
  readonly title: string;
  readonly read: (db: D1Database, workspaceId: string, range: Range, asked: TimePageAsked) => Promise<Data>;
  readonly rowsOf: (data: Data) => readonly object[];
  readonly slotsOf: (data: Data, period: Period) => Slots;
};

/** One that can be had as a file too. */
type Downloaded<Data extends Page> = TimedList<Data> & { readonly columns: readonly string[] };

/** `above` reads what else the page shows. */
export function answerList<Data extends Page>(
  c: AppContext,
  list: TimedList<Data>,
  above: (range: Range) => Promise<Slots> = () => Promise.resolve({}),
): Promise<Response> {
  const { name, title } = list;
  const of = `${name} desc`;
  return answerPeriod(c, { title }, async (period) => {
    const { range, link } = period;
    const { after } = readAfterTime(c, of, c.req.query("cursor"));
    const [data, more] = await Promise.all([readRows(c, list, range, after, ROWS), above(range)]);
    const cursor = data.next === null ? "" : writePlace(workspaceOf(c), of, data.next);
    const content = await fragment(c, name, {
      ...more,
      ...list.slotsOf(data, period),
      older: cursor === "" ? null : link(`/${name}`, { cursor }),
      csv: list.rowsOf(data).length === 0 ? null : link(`/${name}.csv`),
    });
    return { ...more, content };
  });
}

/** All rows of the period, with the columns of the API. */
export async function answerListCsv<Data extends Page>(
  c: AppContext,
  list: Downloaded<Data>,
): Promise<Response> {
  const period = await readPeriod(c);
  if (typeof period === "string") return answerNotice(c, 400, list.title, period);
  return answerDownload(c, toLines(c, list, period.range), {
    type: "text/csv",
    fileName: `${list.name}.csv`,
  });
}

async function* toLines<Data extends Page>(
  c: AppContext,
  list: Downloaded<Data>,
  range: Range,
): AsyncGenerator<string, void> {
  const { columns, rowsOf } = list;
  const head = toCsv(columns, []);
  yield head;
  let after: Place | null = null;
  do {
    const data: Data = await readRows(c, list, range, after, CSV_ROWS);
    yield toTable(columns, rowsOf(data)).slice(head.length);
    after = data.next;
  } while (after !== null);
}

function readRows<Data extends Page>(
  c: AppContext,
  { read }: TimedList<Data>,
  range: Range,
  after: Place | null,
  limit: number,
): Promise<Data> {
  return read(c.get("db"), workspaceOf(c), range, { isDescending: true, limit, after });
}
