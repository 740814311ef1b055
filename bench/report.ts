export type Verdict = "met" | "NOT met";

/** A row of a table; figures come rounded as they are to be read. */
export type Row = Readonly<Record<string, string | number>>;

export type Section = {
  /** The name of the bench. */
  readonly name: string;
  /** What was done and how to read it, as Markdown paragraphs. */
  readonly about: readonly string[];
  readonly tables: readonly Table[];
};

type Table = { readonly title: string; readonly rows: readonly Row[] };

const VERDICT = "verdict";

/** The two last columns of a row that has a target. */
export function judge(
  target: string,
  isMet: boolean,
): { readonly target: string; readonly verdict: Verdict } {
  return { target, [VERDICT]: isMet ? "met" : "NOT met" };
}

/** How many rows miss their target. */
export function countMissed({ tables }: Section): number {
  return tables.flatMap(({ rows }) => rows).filter((row) => row[VERDICT] === "NOT met").length;
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/** The section as Markdown; `ranOn` says where and when. */
export function toMarkdown({ name, about, tables }: Section, ranOn: string): string {
  const parts = tables.map(({ title, rows }) => `### ${title}\n\n${toTable(rows)}`);
  return [`## ${name}`, ranOn, ...about, ...parts].join("\n\n");
}

function toTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => String(row[column] ?? "")));
  const cells = [columns, columns.map(() => "---"), ...lines];
  return cells.map((line) => `| ${line.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}
