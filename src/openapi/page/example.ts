import { type Call, neededKey } from "./document.ts";

/** A command for bash that makes the call. */
export function curlOf(origin: string, { method, path, operation }: Call, body: unknown): string {
  const parameters = operation.parameters ?? [];
  const shown = parameters.filter((parameter) => parameter.example !== undefined);
  const place = shown
    .filter((parameter) => parameter.in === "path")
    .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path);
  const query = shown
    .filter((parameter) => parameter.in === "query")
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example)).replaceAll("%2C", ",")}`);
  const lines = [
    `curl -sS '${origin}${place}${query.length === 0 ? "" : `?${query.join("&")}`}'`,
    ...headersOf(operation),
    ...(method === "POST" ? ["-H 'content-type: application/json'", `-d '${quoted(body)}'`] : []),
  ];
  return lines.join(" \\\n  ");
}

function headersOf(operation: Call["operation"]): readonly string[] {
  const needed = neededKey(operation);
  if (needed === undefined) return [];
  return ["operator" in needed ? "-H 'authorization: Bearer OPERATOR_TOKEN'" : "-H 'api_key: tl_…'"];
}

function quoted(body: unknown): string {
  return JSON.stringify(body, null, 2).replaceAll("'", String.raw`'\''`);
}
