import type { AppContext } from "../http/context.ts";
import { type Html, html, NOTHING, raw, withEscapes } from "./elements.ts";

/** Every page there is, by where it stands. */
const PAGES = [
  { path: "/live", name: "Live", scope: "read" },
  { path: "/events", name: "Events", scope: "read" },
  { path: "/refused", name: "Refused", scope: "read" },
  { path: "/overview", name: "Overview", scope: "read" },
  { path: "/campaigns", name: "Campaigns", scope: "read" },
  { path: "/conversations", name: "Conversations", scope: "read" },
  { path: "/calls", name: "Calls", scope: "read" },
  { path: "/outcomes", name: "Outcomes", scope: "read" },
  { path: "/connect", name: "Connect", scope: "admin" },
  { path: "/keys", name: "Keys", scope: "admin" },
  { path: "/erasure", name: "Erasure", scope: "admin" },
  { path: "/export", name: "Export", scope: "read" },
  { path: "/alerts", name: "Alerts", scope: "admin" },
  { path: "/health", name: "Health", scope: "read" },
] as const;

export type Page = {
  readonly title: string;
  readonly content: Html;
  /** Whether a page of the console itself stands in it. */
  readonly hasFrame?: boolean;
};

/** The page within the layout that all share; who is signed in sees the way to the others. */
export function answerPage(
  c: AppContext,
  { title, content, hasFrame = false }: Page,
  status: 200 | 400 | 403 | 404 | 503 = 200,
): Response {
  const nonce = crypto.randomUUID();
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${withEscapes(title)} · Touchlog</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/console.css" nonce="${nonce}"><script src="/console.js" nonce="${nonce}" defer></script></head>
<body><a class="skip" href="#main">Skip to content</a>${navigation(c)}<main id="main" tabindex="-1">${content}</main></body></html>`;
  const response = c.html(page.html, status);
  for (const [name, value] of Object.entries(headers(nonce, hasFrame))) response.headers.set(name, value);
  return response;
}

function headers(nonce: string, hasFrame: boolean): Readonly<Record<string, string>> {
  return {
    "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'${hasFrame ? "; frame-src 'self'" : ""}`,
    // An own form has to say where it comes from.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  };
}

function navigation(c: AppContext): Html {
  // Set for those who are signed in only, whatever its type says.
  const holder: AppContext["var"]["holder"] | undefined = c.get("holder");
  if (holder === undefined) return html`<header class="bare"><b>Touchlog</b></header>`;
  const { key, workspaceName } = holder;
  const links = PAGES.filter(({ scope }) => key.scopes.includes(scope)).map(
    ({ path, name }) =>
      html`<li><a href="${path}"${raw(isAt(c, path) ? ' aria-current="page"' : "")}>${name}</a></li>`,
  );
  return html`<header><b>Touchlog</b><nav aria-label="Pages"><ul>${links}<li><a href="/docs">API</a></li></ul></nav>
<form method="post" action="/sign-out"><p><bdi>${workspaceName}</bdi><br><small><bdi>${key.label}</bdi></small></p><button>Sign out</button></form></header>`;
}

function isAt(c: AppContext, path: string): boolean {
  return c.req.path === path || c.req.path.startsWith(`${path}/`);
}

/** A page that says one thing. */
export function answerNotice(
  c: AppContext,
  status: 200 | 400 | 403 | 404 | 503,
  title: string,
  text: string,
  more: Html = NOTHING,
): Response {
  return answerPage(c, { title, content: html`<h1>${title}</h1><p>${text}</p>${more}` }, status);
}

/** Has the browser ask for the same page once more, by itself. */
export function answerReload(c: AppContext): Response {
  const response = c.html(
    '<!doctype html><meta http-equiv="refresh" content="0"><title>Touchlog</title>',
    200,
  );
  response.headers.set("cache-control", "no-store");
  response.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  return response;
}
