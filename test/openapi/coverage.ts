import { isJsonObject, type JsonObject } from "../../src/domain/json.ts";

export type Coverage = {
  /** Notes which of the fields that the schema describes the value has. */
  see(place: string, schema: JsonObject, value: unknown): void;
  unseen(): readonly string[];
};

/** Which fields of answers were there in any. Those of a named schema are told by its name, wherever it stands. */
export function createCoverage(schemas: JsonObject): Coverage {
  const described = new Set<string>();
  const seen = new Set<string>();

  function walk(given: JsonObject, givenPlace: string, value: unknown): void {
    const name = typeof given["$ref"] === "string" ? given["$ref"].split("/").at(-1) : undefined;
    const named = schemas[name ?? ""];
    const schema = isJsonObject(named) ? named : given;
    const place = name ?? givenPlace;
    const { properties, items, anyOf } = schema;
    for (const [field, inner] of Object.entries(isJsonObject(properties) ? properties : {})) {
      described.add(`${place}.${field}`);
      if (!isJsonObject(value) || !(field in value)) continue;
      seen.add(`${place}.${field}`);
      if (isJsonObject(inner)) walk(inner, `${place}.${field}`, value[field]);
    }
    if (isJsonObject(items) && Array.isArray(value)) value.forEach((item) => walk(items, `${place}[]`, item));
    if (Array.isArray(anyOf)) anyOf.filter(isJsonObject).forEach((option) => walk(option, place, value));
  }

  return {
    see: (place, schema, value) => walk(schema, place, value),
    unseen: () => [...described].filter((field) => !seen.has(field)),
  };
}
