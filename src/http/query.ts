import * as v from "valibot";

import { brief, type Fault, toFault } from "../domain/fault.ts";
import { MAX_FAULTS } from "../domain/fault-limits.ts";
import { isDateOnly, readInstant } from "../domain/instant.ts";
import { describeField } from "../domain/schema.ts";
import type { AppContext } from "./context.ts";
import type { Failure } from "./problem.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// In a URL a plain + means a space.
const PLUS_LOST = /:\d\d\S* \d\d(?::?\d\d)?$/;

export const instantText = v.pipe(
  v.string(),
  v.check(
    (text) => readInstant(text) !== null,
    ({ input }) =>
      PLUS_LOST.test(input)
        ? "has a space before the zone: write + as %2B in a URL"
        : "is not an ISO 8601 date or time",
  ),
);

/** The first moment that a date or time names, in epoch ms. */
export const startInstant = v.pipe(
  instantText,
  v.transform((text) => readInstant(text)?.at ?? 0),
  v.description("a date like 2026-11-01 or a time like 2026-11-01T10:30:00Z"),
);

/** The last moment: a date stands for its whole day. */
export const endInstant = v.pipe(
  instantText,
  v.transform((text) => (readInstant(text)?.at ?? 0) + (isDateOnly(text) ? DAY_MS - 1 : 0)),
  v.description("a date like 2026-11-30 or a time like 2026-11-30T10:30:00Z"),
);

/** A whole number of at least `min`. */
export function wholeNumber(min: number) {
  return v.pipe(
    v.string(),
    v.regex(/^-?\d+$/, "is not a whole number"),
    v.toNumber(),
    v.minValue(min, `is less than ${min}`),
    v.description(`a whole number of at least ${min}`),
  );
}

const MAX_LIMIT = 100;

/** How many a page has: 20 unless asked for, and never more than MAX_LIMIT. */
export const pageLimit = v.optional(
  v.pipe(
    wholeNumber(1),
    v.transform((limit) => Math.min(limit, MAX_LIMIT)),
  ),
  "20",
);

/** All values of a list parameter, in any of its spellings: `a=1&a=2`, `a[]=1`, `a[0]=1`, `a=1,2`. */
export function readList(queries: Readonly<Record<string, string[]>>, name: string): string[] {
  return Object.entries(queries)
    .filter(
      ([key]) => key === name || (key.startsWith(`${name}[`) && /^\[\d{0,4}\]$/.test(key.slice(name.length))),
    )
    .flatMap(([, values]) => values)
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

/**
 * A faults list for the parameters that a path does not know: silently ignored, a filter would give wrong answers. Only
 * those in `lists` may be written with brackets.
 */
function findUnknownParameters(
  queries: Readonly<Record<string, string[]>>,
  values: readonly string[],
  lists: readonly string[] = [],
): Fault[] {
  const known = [...values, ...lists];
  const names = new Set([...known, "api_key"]);
  return Object.keys(queries)
    .filter((key) => !names.has(key) && !lists.includes(withoutBrackets(key)))
    .slice(0, MAX_FAULTS)
    .map((key) => {
      const meant = known.find((name) => toPlainName(name) === toPlainName(key));
      const message = `the query parameter ${brief(key)} is not known here`;
      const expected = `one of ${known.join(", ")}`;
      const fault = { path: "", code: "invalid_value", message, expected, received: brief(key) } as const;
      return meant === undefined ? fault : { ...fault, hint: `did you mean ${meant}?` };
    });
}

function withoutBrackets(name: string): string {
  return name.replace(/\[\d{0,4}\]$/, "");
}

/** What is left of a name that was mistyped in the usual ways. */
function toPlainName(name: string): string {
  return withoutBrackets(name).toLowerCase().replace(/s$/, "");
}

/** A fault for a range that ends before it begins. */
export function checkRange(query: { readonly [name: string]: unknown }): Fault[] {
  const { startDate, endDate } = query;
  if (typeof startDate !== "number" || typeof endDate !== "number" || startDate <= endDate) return [];
  const message = "startDate is after endDate";
  return [
    {
      path: "startDate",
      code: "invalid_value",
      message,
      expected: "a time before endDate",
      received: "a later one",
    },
  ];
}

type QuerySchema = v.ObjectSchema<v.ObjectEntries, undefined>;

export type QueryReading<T> =
  | { readonly ok: true; readonly query: T }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The query of a request, or the failure to refuse it with: every parameter by the schema, none unknown, and no
 * `startDate` behind an `endDate`. `lists` are the parameters that the caller reads with `readList`; `faults` are what
 * it found wrong with them.
 */
export function readQuery<TSchema extends QuerySchema>(
  c: AppContext,
  schema: TSchema,
  lists: { readonly names: readonly string[]; readonly faults: readonly Fault[] } = { names: [], faults: [] },
): QueryReading<v.InferOutput<TSchema>> {
  const queries = c.req.queries();
  const result = v.safeParse(schema, withoutBlankValues(queries));
  const faults = [
    ...(result.success ? checkRange(result.output) : toQueryFaults(schema, result.issues)),
    ...lists.faults,
    ...findUnknownParameters(queries, Object.keys(schema.entries), lists.names),
  ];
  return result.success && faults.length === 0
    ? { ok: true, query: result.output }
    : { ok: false, failure: { code: "invalid_request", faults } };
}

const flag = v.optional(
  v.pipe(
    v.picklist(["true", "false"]),
    v.transform((text) => text === "true"),
    v.description("true or false"),
  ),
);

/** What a receive path knows of a query. */
export const receiveSchema = v.object({ strict: flag, dryRun: flag });

/** How an event is to be received. Other parameters are left alone: whatever calls a webhook adds its own. */
export function readReceiveOptions(c: AppContext): QueryReading<v.InferOutput<typeof receiveSchema>> {
  const result = v.safeParse(receiveSchema, withoutBlankValues(c.req.queries()));
  if (result.success) return { ok: true, query: result.output };
  const faults = toQueryFaults(receiveSchema, result.issues);
  return { ok: false, failure: { code: "invalid_request", faults } };
}

export type IdReading =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly failure: Failure };

/** The one thing that a path is asked for; without it "not found" would send people looking for something lost. */
export function readId(c: AppContext, name: string, expected: string): IdReading {
  const id = c.req.query(name)?.trim() ?? "";
  if (id !== "") return { ok: true, id };
  const message = `${name} is missing`;
  const fault = { path: name, code: "missing", message, expected, received: "nothing" } as const;
  return { ok: false, failure: { code: "invalid_request", faults: [fault] } };
}

/** Blank parameters count as absent, as blank fields do. */
function withoutBlankValues(queries: Readonly<Record<string, string[]>>): Record<string, string> {
  const entries = Object.entries(queries).map(([key, values]) => [key, values[0]?.trim() ?? ""] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

function toQueryFaults(schema: v.GenericSchema, issues: readonly v.BaseIssue<unknown>[]): Fault[] {
  return issues.map((issue) =>
    toFault(issue, describeField(schema, issue.path?.map(({ key }) => key) ?? [])),
  );
}
