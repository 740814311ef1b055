import type { AppContext } from "../http/context.ts";
import { type Html, html, raw, withEscapes } from "./elements.ts";
import { fragment, part, type Slots } from "./fragment.ts";

type Status = 200 | 400 | 403 | 404 | 503;

export type Page = {
  readonly title: string;
  readonly content: Html;
  /** Whether a page of the console itself stands in it. */
  readonly hasFrame?: boolean;
};

/** The page within the layout that all share; who is signed in sees the way to the others. */
export async function answerPage(
  c: AppContext,
  { title, content, hasFrame = false }: Page,
  status: Status = 200,
): Promise<Response> {
  const nonce = crypto.randomUUID();
  const page = await fragment(c, "page", { ...navigation(c), title: withEscapes(title), nonce, content });
  return c.html(page.html, status, {
    "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'${hasFrame ? "; frame-src 'self'" : ""}`,
    // An own form has to say where it comes from.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  });
}

function navigation(c: AppContext): Slots {
  // Set for those who are signed in only, whatever its type says.
  const holder: AppContext["var"]["holder"] | undefined = c.get("holder");
  if (holder === undefined) return {};
  const { key, workspaceName } = holder;
  const [, here = ""] = c.req.path.split("/");
  return {
    [here]: raw('aria-current="page"'),
    signedIn: 1,
    read: key.scopes.includes("read") ? 1 : null,
    admin: key.scopes.includes("admin") ? 1 : null,
    workspace: workspaceName,
    label: key.label,
  };
}

/** A page that is a part of pages.html. What it is headed, words that stand in the file, is its title. */
export async function answerFragment(
  c: AppContext,
  name: string,
  slots: Slots = {},
  status: Status = 200,
): Promise<Response> {
  const content = await part(c, name, slots);
  const [, title = ""] = /<h1>(.*)<\/h1>/.exec(content.html) ?? [];
  return answerPage(c, { title, content }, status);
}

/** A page that says one thing. */
export function answerNotice(c: AppContext, status: Status, title: string, text: string): Promise<Response> {
  return answerPage(c, { title, content: html`<h1>${title}</h1><p>${text}</p>` }, status);
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
