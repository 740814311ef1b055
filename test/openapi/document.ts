import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { isJsonObject, type JsonObject } from "../../src/domain/json.ts";
import { callsOf, type Reference, type Schema } from "../../src/openapi/page/document.ts";

export const COMMITTED = fileURLToPath(new URL("../../src/assets/openapi.json", import.meta.url));

export const COMMITTED_PAGE = fileURLToPath(new URL("../../src/assets/docs.html", import.meta.url));

/** The document that is deployed, as the page reads it. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests hold it to the type
export const DOCUMENT = JSON.parse(readFileSync(COMMITTED, "utf8")) as Reference & JsonObject;

/** All operations, in the order of the page. */
export const CALLS = DOCUMENT.tags.flatMap(({ name }) => callsOf(DOCUMENT, name));

/** One media type of an operation: of its body where the status is null, else of that answer. */
export type Media = {
  readonly type: string;
  readonly schema: Schema;
  readonly pointer: string;
  readonly examples: readonly unknown[];
};

export function mediaOf({ method, path, operation }: (typeof CALLS)[number], status: string | null): Media[] {
  const holder = status === null ? operation.requestBody : operation.responses[status];
  const place = [path, method.toLowerCase(), ...(status === null ? ["requestBody"] : ["responses", status])];
  return Object.entries(holder?.content ?? {}).map(([type, { schema, example, examples = {} }]) => ({
    type,
    schema,
    pointer: ["", "paths", ...place, "content", type, "schema"].map(escapePointer).join("/"),
    examples: [
      ...(example === undefined ? [] : [example]),
      ...Object.values(examples).map((named) => resolveExample(named)),
    ],
  }));
}

function resolveExample(named: { readonly value?: unknown; readonly $ref?: string }): unknown {
  return named.$ref === undefined
    ? named.value
    : DOCUMENT.components.examples[named.$ref.split("/").at(-1) ?? ""]?.value;
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** The same with every object that has fields closed to any other, so that what is not described does not fit. */
export function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isJsonObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
  // Beside a reference stands a part of what it refers to.
  const isWhole = "properties" in value && !("$ref" in value);
  return isWhole ? { ...inner, additionalProperties: false } : inner;
}
