import type { AppContext } from "../http/context.ts";
import { toKeyView } from "../http/key-view.ts";
import type { CreatedKey } from "../pipeline/keys.ts";
import type { ApiKey } from "../storage/api-keys.ts";
import { badge, instant, shown } from "./elements.ts";
import type { Slots } from "./fragment.ts";

/** What is shown of a key, in the list and on pages of its own. */
export function keySlots(c: AppContext, key: ApiKey): Slots {
  const own = c.get("holder").key.id;
  const { status } = toKeyView(key, c.get("now"));
  const { id, label, prefix, provider, scopes, lastUsedAt, expiresAt, replacedBy } = key;
  return {
    id,
    label: shown(label),
    own: id === own ? 1 : null,
    prefix,
    provider,
    scopes: scopes.join(", "),
    status: badge(status),
    used: lastUsedAt === null ? null : instant(lastUsedAt),
    ends: expiresAt === null ? null : instant(expiresAt),
    [status]: 1,
    replacedBy,
  };
}

/** For the only page that has a key in it, but for that of a set-up. */
export function createdSlots({ secret, key }: CreatedKey, url: string): Slots {
  return {
    secret,
    url,
    label: shown(key.label),
    ingest: key.scopes.includes("ingest") ? 1 : null,
  };
}
