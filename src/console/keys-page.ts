import { toKeyView } from "../http/key-view.ts";
import type { ApiKey } from "../storage/api-keys.ts";
import { badge, type Html, html, instant, labelled, NOTHING, shown, table } from "./elements.ts";

/** The keys of a workspace. `own` is the one that was signed in with. */
export function keyTable(keys: readonly ApiKey[], own: string, now: number): Html {
  const columns = ["Key", "Provider", "Scopes", "State", "Last used (UTC)", "Ends (UTC)", "Change"];
  const rows = keys.map((key) => toRow(key, own, now));
  return table("The keys of this workspace, the oldest first", columns, rows);
}

function toRow(key: ApiKey, own: string, now: number): Html {
  const { status } = toKeyView(key, now);
  const { id, label, prefix, provider, scopes, lastUsedAt, expiresAt, replacedBy } = key;
  const isOwn = id === own;
  const rotate =
    replacedBy === null
      ? html`<form method="post" action="/keys/${id}/rotate"><button>Rotate</button></form>`
      : NOTHING;
  const revoke = isOwn ? NOTHING : html`<a class="button" href="/keys/${id}/revoke">Revoke …</a>`;
  return html`<tr><td class="main">${shown(label)}${isOwn ? html` <span class="quiet">(this session)</span>` : NOTHING}<br><code>${prefix}…</code><td>${provider}<td>${scopes.join(", ")}<td>${badge(status)}${labelled("last used", orNone(lastUsedAt, "never"))}${labelled("ends", orNone(expiresAt, "never"))}<td><div class="actions">${status === "active" ? [rotate, revoke] : NOTHING}</div></tr>`;
}

function orNone(at: number | null, none: string): Html {
  return at === null ? html`<span class="quiet">${none}</span>` : instant(at);
}
