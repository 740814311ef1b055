import { callsOf, type Reference } from "./document.ts";
import { type Html, html, inline, paragraphs } from "../../http/html.ts";
import { renderOperation } from "./operation.ts";
import { anchorOf, renderShared } from "./schema.ts";
import { placeShapes } from "./shapes.ts";

// What the Worker fills in: where it is reached, and what the page looks like.
const ORIGIN = "{origin}";
const STYLE = "{style}";

/** The document as a page that needs nothing else, with two slots. */
export function renderPage(document: Reference): string {
  const { info, tags } = document;
  const operations = tags.flatMap(({ name }) => callsOf(document, name)).map(({ operation }) => operation);
  const shapes = placeShapes(document, operations);
  const groups = tags.map(({ name, description }) => {
    const calls = callsOf(document, name);
    return {
      entry: html`<li><a href="#${name}">${name}</a><ul>${calls.map(
        ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a>`,
      )}</ul>`,
      section: section(name, [
        ...paragraphs(description),
        ...calls.map((call) => renderOperation(ORIGIN, shapes, call)),
      ]),
    };
  });
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${info.title} API</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><header><a href="#top"><b>${info.title}</b> API</a><a href="#Contents">Contents</a><a href="/openapi.json">openapi.json</a></header>
<nav id="Contents" aria-label="Contents"><ul><li><a href="#Key">Key</a>${groups.map(
    ({ entry }) => entry,
  )}<li><a href="#Objects">Objects</a><ul>${[...shapes.shared].map((name) => html`<li><a href="#${anchorOf(name)}">${name}</a>`)}</ul><li><a href="#Refusals">Refusals</a></ul></nav>
<main id="top"><h1>${info.title} API</h1><p class="lead">${info.summary}</p>${paragraphs(info.description)}${renderKeys(document)}${groups.map(
    (group) => group.section,
  )}${section("Objects", renderShared(shapes))}${renderRefusals(document)}</main></body></html>`.html;
}

function section(name: string, content: readonly Html[]): Html {
  return html`<section id="${name}"><h2><a href="#${name}">${name}</a></h2>${content}</section>`;
}

function renderKeys({ components }: Reference): Html {
  const places = Object.values(components.securitySchemes).map(
    ({ name = "Authorization", in: place = "header", description }) =>
      html`<dt><code>${name}</code> ${place}</dt><dd>${inline(description)}</dd>`,
  );
  return section("Key", [html`<dl>${places}</dl>`]);
}

function renderRefusals({ components }: Reference): Html {
  const codes = Object.entries(components.examples).map(
    ([code, { summary, value }]) =>
      html`<dt id="${code}"><code>${code}</code> ${summary}</dt><dd>${inline(value.message)}</dd>`,
  );
  return section("Refusals", [html`<dl>${codes}</dl>`]);
}
