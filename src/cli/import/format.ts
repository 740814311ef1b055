import { Refusal } from "../refusal.ts";

export const FORMATS = ["ndjson", "json", "csv"] as const;

export type Format = (typeof FORMATS)[number];

const ENDINGS: Readonly<Record<string, Format>> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
  tsv: "csv",
};

/** The format that is asked for, else the one that the file's name tells; standard input is NDJSON. */
export function readFormat(given: string | undefined, name: string, isNamed: boolean): Format {
  const format = given === undefined ? formatOf(name, isNamed) : FORMATS.find((known) => known === given);
  if (format !== undefined) return format;
  throw new Refusal(
    given === undefined
      ? `What is in ${name}? Say --format ${FORMATS.join(", --format ")}, or name it .ndjson, .json or .csv (with .gz behind it or not).`
      : `--format is ${FORMATS.join(", ")}, not "${given}".`,
  );
}

function formatOf(name: string, isNamed: boolean): Format | undefined {
  if (!isNamed) return "ndjson";
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return ENDINGS[ending];
}
