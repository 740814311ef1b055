import * as v from "valibot";

import { brief, briefName, type Fault, toFault, toPath } from "../domain/fault.ts";
import { MAX_FAULTS, withShortLists } from "../domain/fault-limits.ts";
import { isJsonObject, type JsonObject, readJson } from "../domain/json.ts";
import { describeField, fieldNames } from "../domain/schema.ts";
import { readBody } from "./body.ts";
import type { AppContext } from "./context.ts";
import type { Failure } from "./problem.ts";

export type OrderReading<T> =
  | { readonly ok: true; readonly order: T }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The body of a request that asks for something to be done, or the failure to refuse it with. With `v.strictObject` in
 * the schema a field that it does not know is a fault: silently ignored, an order would do something else.
 */
export async function readOrder<TSchema extends v.GenericSchema>(
  c: AppContext,
  schema: TSchema,
): Promise<OrderReading<v.InferOutput<TSchema>>> {
  const sent = await readBody(c.req.raw);
  if (!sent.ok) return { ok: false, failure: sent.failure };
  const json = readJson(sent.text);
  if (!json.ok) return { ok: false, failure: { code: "invalid_json", fault: json.fault } };
  if (!isJsonObject(json.value)) return invalid([notAnObject("", json.value)]);
  return checkOrder(schema, json.value);
}

/** The same for one that did not come as JSON. */
export function checkOrder<TSchema extends v.GenericSchema>(
  schema: TSchema,
  order: JsonObject,
): OrderReading<v.InferOutput<TSchema>> {
  const lists = findLists(schema, order);
  if (lists.length > 0) return invalid(lists);
  const parsed = v.safeParse(schema, order, { abortEarly: true });
  if (parsed.success) return { ok: true, order: parsed.output };
  const all = v.safeParse(schema, withShortLists(order));
  const issues = all.issues ?? parsed.issues;
  return invalid(issues.slice(0, MAX_FAULTS).map((issue) => toOrderFault(schema, issue)));
}

function invalid(faults: readonly Fault[]) {
  return { ok: false, failure: { code: "invalid_request", faults } } as const;
}

/** Valibot takes a list for an object: an empty one would be an order without any limits. */
function findLists(schema: v.GenericSchema, order: JsonObject): Fault[] {
  return Object.entries(order)
    .filter(([name, value]) => Array.isArray(value) && fieldNames(schema, [name]).length > 0)
    .map(([name, value]) => notAnObject(name, value));
}

function notAnObject(path: string, value: unknown): Fault {
  const received = brief(value);
  const message = `${path === "" ? "the body" : path} must be a JSON object, not ${received}`;
  return { path, code: "invalid_type", message, expected: "an object", received };
}

function toOrderFault(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): Fault {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  if (!isUnknownField(issue)) return toFault(issue, describeField(schema, keys));
  return {
    path: briefName(toPath(issue.path)),
    code: "invalid_value",
    message: `the field ${brief(toPath(issue.path))} is not known here`,
    expected: `one of ${fieldNames(schema, keys.slice(0, -1)).join(", ")}`,
    received: brief(issue.path?.at(-1)?.value),
  };
}

function isUnknownField({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === "strict_object" && expected === "never";
}
