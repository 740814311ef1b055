import type { Schema } from "./document.ts";
import { type Html, html, inline } from "../../http/html.ts";

/** The schemas that have names, with the fields of those that stood somewhere already: most stand in many places. */
export type Schemas = {
  readonly named: Readonly<Record<string, Schema>>;
  readonly rendered: Map<string, Html>;
};

const NOTHING = html``;

/** The fields that a value of the schema has, each with those inside it; nothing for what has none. */
export function fieldsOf(schemas: Schemas, schema: Schema): Html {
  const name = nameOf(schema);
  const known = schemas.rendered.get(name);
  if (known !== undefined) return known;
  const fields = renderFields(schemas, resolve(schemas, schema));
  if (name !== "") schemas.rendered.set(name, fields);
  return fields;
}

function renderFields(schemas: Schemas, schema: Schema): Html {
  const { properties, required = [], items, oneOf, anyOf = [] } = schema;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, field]) =>
      fieldOf(schemas, name, field, required.includes(name)),
    );
    return html`<ul class="fields">${fields}</ul>`;
  }
  if (items !== undefined) return fieldsOf(schemas, items);
  const options = (oneOf ?? anyOf).filter((option) => hasFields(schemas, option));
  return html`${options.map((option, index) =>
    options.length === 1
      ? fieldsOf(schemas, option)
      : html`<details${index === 0 ? " open" : ""}><summary><code>${titleOf(schemas, option)}</code></summary>${fieldsOf(schemas, option)}</details>`,
  )}`;
}

/** One field or parameter. */
export function fieldOf(schemas: Schemas, name: string, schema: Schema, isRequired: boolean): Html {
  const description = schema.description ?? resolve(schemas, schema).description;
  // The style shows one of the two: what is required of a sender, what is optional in an answer.
  const word = isRequired ? "required" : "optional";
  const isOpen = name === "data" || name === "additionalData";
  const inner = hasFields(schemas, schema)
    ? html`<details${isOpen ? " open" : ""}><summary>Fields of <code>${name}</code></summary>${fieldsOf(schemas, schema)}</details>`
    : NOTHING;
  return html`<li><code class="name">${name}</code> <span class="type">${typeOf(schemas, schema)}</span> <span class="${word}">${word}</span>${
    description === undefined ? NOTHING : html`<p>${inline(description)}</p>`
  }${valuesOf(schemas, schema)}${inner}</li>`;
}

function resolve(schemas: Schemas, schema: Schema): Schema {
  return schemas.named[nameOf(schema)] ?? schema;
}

function nameOf({ $ref = "" }: Schema): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}

function titleOf(schemas: Schemas, schema: Schema): string {
  return resolve(schemas, schema).title ?? nameOf(schema);
}

function hasFields(schemas: Schemas, schema: Schema): boolean {
  const { properties, items, oneOf = [], anyOf = [] } = resolve(schemas, schema);
  return (
    properties !== undefined ||
    (items !== undefined && hasFields(schemas, items)) ||
    [...oneOf, ...anyOf].some((one) => hasFields(schemas, one))
  );
}

function typeOf(schemas: Schemas, schema: Schema): string {
  const { type, items, anyOf = [], const: only } = resolve(schemas, schema);
  if (only !== undefined) return JSON.stringify(only);
  if (type === "array" && items !== undefined) return `list of ${typeOf(schemas, items)}`;
  return [type ?? anyOf.map((option) => typeOf(schemas, option))].flat().join(" or ");
}

function valuesOf(schemas: Schemas, schema: Schema): readonly Html[] {
  const {
    items = {},
    enum: own,
    default: preset,
    minimum,
    maximum,
    minItems,
    maxItems,
  } = resolve(schemas, schema);
  const values = own ?? resolve(schemas, items).enum;
  const bounds = [
    ["at least", minimum ?? minItems],
    ["at most", maximum ?? maxItems],
    ["default", preset],
  ].filter(([, value]) => value !== undefined);
  return [
    values === undefined
      ? NOTHING
      : html`<p class="values">${values.map((value) => html`<code>${String(value)}</code> `)}</p>`,
    bounds.length === 0
      ? NOTHING
      : html`<p class="values">${bounds.map(([words, value]) => `${String(words)} ${String(value)}`).join(", ")}</p>`,
  ];
}
