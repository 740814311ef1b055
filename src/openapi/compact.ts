import { isJsonObject, type JsonObject } from "../domain/json.ts";

/** The same in fewer words: lists of types in place of choices among them, and nothing empty. */
export function compacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compacted);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([name, inner]) => !(name === "required" && Array.isArray(inner) && inner.length === 0))
    .filter(([name, inner]) => !(name === "properties" && isJsonObject(inner) && isEmpty(inner)))
    .map(([name, inner]) => [name, compacted(inner)] as const);
  return withoutChoice(Object.fromEntries(entries));
}

function withoutChoice(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const options: readonly unknown[] = anyOf;
  const [first] = options;
  const others = options.slice(1);
  if (!isJsonObject(first) || typeof first["type"] !== "string" || !others.every(isTypeOnly)) return schema;
  const types = [first["type"], ...others.map(({ type }) => type)];
  const values =
    Array.isArray(first["enum"]) && types.includes("null") ? { enum: [...first["enum"], null] } : {};
  return { ...first, ...rest, type: types, ...values };
}

function isTypeOnly(value: unknown): value is { readonly type: string } {
  return isJsonObject(value) && typeof value["type"] === "string" && Object.keys(value).length === 1;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
