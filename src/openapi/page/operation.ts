import { type Call, neededKey, type Operation } from "./document.ts";
import { curlOf } from "./example.ts";
import { type Html, html, paragraphs, raw } from "../../http/html.ts";
import { fieldOf, fieldsOf } from "./schema.ts";
import { isRefusal, type Shapes } from "./shapes.ts";

/** One operation: what it takes and gives, and beside it a call with its answer. */
export function renderOperation(origin: string, shapes: Shapes, call: Call): Html {
  const { method, path, operation } = call;
  const { operationId: id, parameters = [], requestBody, responses } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  const answers = Object.entries(responses).flatMap(([status, { description, content }]) =>
    Object.entries(content).map(([type, media]) => ({ status, description, type, ...media })),
  );
  const accepted = answers.filter(({ schema }) => !isRefusal(schema));
  const refused = answers.filter(({ schema }) => isRefusal(schema));
  const sent = { shapes, operation: id, isSent: true };
  const answered = { ...sent, isSent: false };
  const fields = parameters.map(({ name, description, schema, required }) =>
    fieldOf(sent, name, description === undefined ? schema : { ...schema, description }, required),
  );
  return html`<article id="${id}"><div>
<h3><a href="#${id}">${operation.summary}</a></h3>
<p class="call"><b>${method}</b> <code>${path}</code></p>
${paragraphs(operation.description)}<p class="needs">${needsOf(operation)}</p>
${part("Parameters", fields.length === 0 ? [] : [html`<ul class="fields">${fields}</ul>`])}${part(
    "Body",
    bodies.map(
      ([type, { schema }]) =>
        html`${bodies.length === 1 ? "" : html`<p><code>${type}</code></p>`}${fieldsOf(sent, schema)}`,
    ),
  )}${accepted.map(({ status, description, type, schema }) =>
    part(`Answer ${status}`, [html`<p>${description} <code>${type}</code></p>${fieldsOf(answered, schema)}`]),
  )}${part(
    "Refusals",
    refused.map(({ status, examples = {} }) => {
      const codes = Object.keys(examples).map((code) => html` <a href="#${code}"><code>${code}</code></a>`);
      return html`<p class="codes">${status}${codes}</p>`;
    }),
  )}</div>
<div class="code">${renderCalls(origin, call)}${accepted
    .filter(({ example }) => example !== undefined)
    .map(({ status, example }) => block(`Answer ${status}`, toText(example)))}</div></article>`;
}

function renderCalls(origin: string, call: Call): readonly Html[] {
  const [media] = Object.values(call.operation.requestBody?.content ?? {});
  const examples = Object.entries(media?.examples ?? { "": {} });
  return examples.map(([name, { value }], index) => {
    const curl = curlOf(origin, call, value);
    return index === 0
      ? block("Request", curl)
      : html`<details><summary>Another: <code>${name}</code></summary>${block("", curl)}</details>`;
  });
}

function needsOf(operation: Operation): Html {
  const needed = neededKey(operation);
  if (needed === undefined) return html`Needs no key.`;
  if ("operator" in needed) return html`Needs the operator’s token.`;
  const [scope] = Object.values(needed).flat();
  if (scope === undefined) return html`Needs a key, whatever its scopes.`;
  return html`${operation.security[0] === needed ? "Needs" : "May have"} a key with the scope <code>${scope}</code>.`;
}

function part(heading: string, content: readonly Html[]): Html {
  return content.length === 0 ? html`` : html`<h4>${heading}</h4>${content}`;
}

/** To be scrolled by keyboard too. */
function block(title: string, code: string): Html {
  return html`${title === "" ? "" : html`<p class="caption">${title}</p>`}<pre tabindex="0"><code>${asText(code)}</code></pre>`;
}

/** JSON is full of quotes, which need no escape outside of attributes. */
function asText(code: string): Html {
  return raw(code.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
