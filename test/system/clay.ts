import { isJsonObject } from "../../src/domain/json.ts";
import { codeBlock, codeSpans } from "./docs.ts";

/** What a row of the table has, by the column's name. */
type Row = Readonly<Record<string, unknown>>;

/** Sends a row as Clay's HTTP API column does when it is set up as the sheet says. */
export function sendRow(sheet: string, row: Row): Promise<Response> {
  const body: unknown = JSON.parse(fillIn(codeBlock(sheet, "json", ""), row));
  return fetch(settingOf(sheet, "Endpoint"), {
    method: settingOf(sheet, "Method"),
    headers: {
      api_key: settingOf(sheet, "Header `api_key`"),
      "content-type": settingOf(sheet, "Header `Content-Type`"),
    },
    body: JSON.stringify(removesNulls(sheet) ? withoutNulls(body) : body),
  });
}

/** The columns that the sheet's body asks for. */
export function columnsOf(sheet: string): readonly string[] {
  return [...codeBlock(sheet, "json", "").matchAll(TOKEN)].map(([, column = ""]) => column);
}

const TOKEN = /\{\{([^{}]+)\}\}/g;

// A token is replaced by its value as JSON; what stands in quotes would get quotes inside quotes.
function fillIn(template: string, row: Row): string {
  return template.replaceAll(TOKEN, (token, column: string) => {
    const value = row[column];
    if (value === undefined) throw new Error(`no column for ${token}`);
    return JSON.stringify(value);
  });
}

/** The code in the second cell of the row of the sheet's table that begins with this name. */
function settingOf(sheet: string, name: string): string {
  const value = cellOf(sheet, name);
  const [setting] = codeSpans(value);
  if (setting === undefined) throw new Error(`${name} is ${value}`);
  return setting;
}

function removesNulls(sheet: string): boolean {
  return cellOf(sheet, "Remove null & undefined values") === "on";
}

function cellOf(sheet: string, name: string): string {
  const rows = sheet.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const found = rows.find(([, first]) => first === name)?.[2];
  if (found === undefined) throw new Error(`the sheet has no ${name}`);
  return found;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutNulls(inner)]));
}
