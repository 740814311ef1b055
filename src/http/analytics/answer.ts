import { metadata } from "../answer.ts";
import type { AppContext } from "../context.ts";
import { type CsvCell, toCsv } from "../csv.ts";
import { writePlace } from "./place.ts";

export type Figures = {
  readonly message: string;
  readonly data: object;
  /** As whoever asks for CSV wants it: the rows of the page, and the paths of what stands in them. */
  readonly rows: readonly object[];
  readonly columns: readonly string[];
  /** What the cursor is made of, for a list. */
  readonly next?: { readonly list: string; readonly place: readonly [string | number, string] | null };
};

/** Answers with figures, as JSON or as CSV: the latter has only the rows, and the cursor in a header. */
export function answerFigures(
  c: AppContext,
  { message, data, rows, columns, next }: Figures,
  format: "json" | "csv" | undefined,
): Response {
  const cursor =
    next === undefined || next.place === null
      ? null
      : writePlace(c.get("holder").key.workspaceId, next.list, next.place);
  c.header("vary", "accept");
  if (!wantsCsv(c, format)) {
    const paged = next === undefined ? data : { ...data, nextCursor: cursor };
    return c.json({ _metadata: metadata(c, message), data: paged });
  }
  if (cursor !== null) c.header("x-next-cursor", cursor);
  c.header("content-type", "text/csv; charset=utf-8; header=present");
  c.header("content-disposition", 'attachment; filename="touchlog.csv"');
  return c.body(toTable(columns, rows));
}

/** As CSV. A column is the path of what stands in it. */
export function toTable(columns: readonly string[], rows: readonly object[]): string {
  return toCsv(
    columns,
    rows.map((row) => columns.map((path) => cellAt(row, path))),
  );
}

function wantsCsv(c: AppContext, format: "json" | "csv" | undefined): boolean {
  if (format !== undefined) return format === "csv";
  return /\btext\/csv\s*(?:$|[,;](?!\s*q=0(?:\.0*)?\s*(?:$|,)))/i.test(c.req.header("accept") ?? "");
}

/** What stands in a row under a path like `emails.sent`. */
export function cellAt(row: object, path: string): CsvCell {
  return toCell(valueAt(row, path.split(".")));
}

function valueAt(row: object, [name = "", ...rest]: readonly string[]): unknown {
  const value: unknown = Reflect.get(row, name);
  return rest.length > 0 && typeof value === "object" && value !== null ? valueAt(value, rest) : value;
}

type Amount = { readonly currency: string | null; readonly amount: number };

/** Lists in one cell: `1200.5 EUR; 300 USD`. */
function toCell(value: unknown): CsvCell {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (!Array.isArray(value)) return null;
  return value.map((item: unknown) => (isAmount(item) ? toAmountText(item) : String(item))).join("; ");
}

function isAmount(item: unknown): item is Amount {
  return typeof item === "object" && item !== null && "amount" in item;
}

function toAmountText({ currency, amount }: Amount): string {
  return currency === null ? String(amount) : `${amount} ${currency}`;
}
