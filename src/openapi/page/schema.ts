import type { Schema } from "./document.ts";
import { type Html, html, inline, raw } from "../../http/html.ts";
import { nameOf, type Shapes } from "./shapes.ts";

/** Where on the page a field stands: by which operation, null for none, and whether it is sent or answered. */
export type Place = { readonly shapes: Shapes; readonly operation: string | null; readonly isSent: boolean };

const NOTHING = html``;

/** The fields that a body or an answer has, each with those inside it; a link where another operation shows them. */
export function fieldsOf(place: Place, schema: Schema): Html {
  return isHome(place, schema)
    ? html`<div id="${anchorOf(nameOf(schema))}">${innerFields(place, schema)}</div>`
    : fieldsOrLink(place, schema);
}

/** The schemas that have places of their own. */
export function renderShared(shapes: Shapes): readonly Html[] {
  return [...shapes.shared].map((name) => {
    const schema = shapes.named[name] ?? {};
    const place = { shapes, operation: null, isSent: shapes.sent.has(name) };
    const { description } = schema;
    return html`<h3 id="${anchorOf(name)}"><a href="#${anchorOf(name)}">${name}</a></h3>${
      description === undefined ? NOTHING : html`<p>${inline(description)}</p>`
    }${schema.type === "object" ? NOTHING : html`<p class="type">${typeOf(place, schema)}</p>`}${innerFields(place, schema)}`;
  });
}

export function anchorOf(name: string): string {
  return `object-${name}`;
}

/** One field or parameter. */
export function fieldOf(place: Place, name: string, schema: Schema, isRequired: boolean): Html {
  const description = schema.description ?? resolve(place, schema).description;
  // Of two words the one that says something: most fields are optional to a sender, and there in an answer.
  const word = place.isSent ? "required" : "optional";
  return html`<li><code class="name">${name}</code> <span class="type">${typeOf(place, schema)}</span>${
    isRequired === place.isSent ? html` <span class="${word}">${word}</span>` : NOTHING
  }${description === undefined ? NOTHING : html`<p>${inline(description)}</p>`}${valuesOf(place, schema)}${unfolded(place, name, schema)}</li>`;
}

function unfolded(place: Place, name: string, schema: Schema): Html {
  const isWhole = name === "data" && isHome(place, schema);
  if (!isWhole && !hasFields(place, schema)) return NOTHING;
  const id = isWhole ? html` id="${anchorOf(nameOf(schema))}"` : NOTHING;
  const isOpen = name === "data" || name === "additionalData";
  return html`<details${id}${isOpen ? " open" : ""}><summary>Fields of <code>${name}</code></summary>${innerFields(place, schema)}</details>`;
}

function fieldsOrLink(place: Place, schema: Schema): Html {
  const name = nameOf(schema);
  return hasPlace(place, name) ? html`<p>${linkTo(name)}</p>` : innerFields(place, schema);
}

function innerFields(place: Place, schema: Schema): Html {
  const { properties, required = [], items, oneOf, anyOf = [] } = resolve(place, schema);
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, field]) =>
      fieldOf(place, name, field, required.includes(name)),
    );
    return html`<ul class="fields">${fields}</ul>`;
  }
  if (items !== undefined) return fieldsOrLink(place, items);
  const options = (oneOf ?? anyOf).filter(
    (option) => hasFields(place, option) || hasPlace(place, nameOf(option)),
  );
  return html`${options.map((option, index) =>
    options.length === 1 || hasPlace(place, nameOf(option))
      ? fieldsOrLink(place, option)
      : html`<details${index === 0 ? " open" : ""}><summary><code>${titleOf(place, option)}</code></summary>${innerFields(place, option)}</details>`,
  )}`;
}

/** Whether the operation at hand is the one that shows the schema. */
function isHome({ shapes, operation }: Place, schema: Schema): boolean {
  return operation !== null && shapes.homes.get(nameOf(schema)) === operation;
}

/** Whether the fields of a schema have one place on the page, where links lead. */
function hasPlace({ shapes }: Place, name: string): boolean {
  return shapes.shared.has(name) || shapes.homes.has(name);
}

function linkTo(name: string): Html {
  return html`<a href="#${anchorOf(name)}">${name}</a>`;
}

function resolve({ shapes }: Place, schema: Schema): Schema {
  return shapes.named[nameOf(schema)] ?? schema;
}

function titleOf(place: Place, schema: Schema): string {
  return resolve(place, schema).title ?? nameOf(schema);
}

/** Whether there are fields to unfold here. */
function hasFields(place: Place, schema: Schema): boolean {
  if (hasPlace(place, nameOf(schema))) return false;
  const { properties, items, oneOf = [], anyOf = [] } = resolve(place, schema);
  return (
    properties !== undefined ||
    (items !== undefined && hasFields(place, items)) ||
    [...oneOf, ...anyOf].some((one) => hasFields(place, one))
  );
}

function typeOf(place: Place, schema: Schema): Html {
  const name = nameOf(schema);
  if (hasPlace(place, name)) return linkTo(name);
  const { type, items, oneOf = [], anyOf = oneOf, const: only } = resolve(place, schema);
  if (only !== undefined) return html`${JSON.stringify(only)}`;
  if (type === "array" && items !== undefined) return html`list of ${typeOf(place, items)}`;
  const types = type === undefined ? anyOf.map((option) => typeOf(place, option)) : [type].flat().map(said);
  const distinct = new Set(types.map((one) => one.html));
  return raw([...distinct].join(" or "));
}

function said(text: string): Html {
  return html`${text}`;
}

function valuesOf(place: Place, schema: Schema): readonly Html[] {
  if (hasPlace(place, nameOf(schema))) return [];
  const {
    items = {},
    enum: own,
    default: preset,
    minimum,
    maximum,
    minItems,
    maxItems,
  } = resolve(place, schema);
  const values = own ?? resolve(place, items).enum;
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
