import { Hono } from "hono/tiny";

import { isJsonObject } from "../domain/json.ts";
import { understandStored } from "../domain/understand.ts";
import type { AppEnv } from "../http/context.ts";
import { persist } from "../storage/d1.ts";
import { findEvent } from "../storage/events.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { html } from "./elements.ts";
import { answerFragment } from "./page.ts";

// A browser connects to a host that a link element names whatever the policy says, and reads as HTML what the rewriter
// takes for the text of some elements: these go whole.
const DROPPED =
  "script, link, meta, base, iframe, object, embed, noscript, noembed, noframes, xmp, plaintext, template, svg, math, frameset, portal, fencedframe";

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  "referrer-policy": "no-referrer",
  "x-dns-prefetch-control": "off",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

export const previewRoutes = new Hono<AppEnv>().get("/events/:id/html", requireSession("read"), async (c) => {
  const id = c.req.param("id");
  // Only in the frame of the event's page: by itself it would stand there as a page of the console.
  if (c.req.header("sec-fetch-dest") === "document")
    return c.redirect(`/events/${encodeURIComponent(id)}`, 303);
  const event = await persist(() => findEvent(c.get("db"), workspaceOf(c), id));
  const stored = event === null ? null : understandStored(event.kind, event.body, event.isStrict);
  const text = htmlOf(stored?.understood.event);
  if (text === null) return answerFragment(c, "notices", { html: 1 }, 404);
  return new Response(await toInert(text), { headers: HEADERS });
});

/** The html that a message was sent as; null without. */
export function htmlOf(event: unknown): string | null {
  const body = isJsonObject(event) ? event["body"] : null;
  const text = isJsonObject(body) ? body["html"] : null;
  return typeof text === "string" ? text : null;
}

/** Without what the sandbox lets through: links that lead away, and elements that connect to a host. */
async function toInert(text: string): Promise<string> {
  const rewriter = new HTMLRewriter()
    .on(DROPPED, { element: (element) => void element.remove() })
    .on("a, area", {
      element(element) {
        const target = element.getAttribute("href");
        element.removeAttribute("href");
        if (target !== null) element.setAttribute("title", target);
      },
    });
  try {
    return `<!doctype html>${await rewriter.transform(new Response(text)).text()}`;
  } catch {
    // It refuses what can be read in more than one way.
    return html`<!doctype html><p>This html is too broken to be shown. The event's page has it as text.</p>`
      .html;
  }
}
