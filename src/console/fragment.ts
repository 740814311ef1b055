import { readAssetText } from "../http/assets.ts";
import type { AppContext } from "../http/context.ts";
import { type Html, html, raw } from "./elements.ts";

/** What stands in a slot: nothing for null, and the part once for each of a list. */
export type Slots = { readonly [name: string]: string | number | Html | null | readonly Slots[] };

const SLOT = /\{([#^])(\w+)\}([^]*?)\{\/\2\}|\{(\w+)\}/g;

/**
 * A part of a page that hardly changes: as a file beside the Worker it takes nothing of what the Worker may weigh. Each
 * `{name}` in it is a slot; a text in one is escaped. `{#name}…{/name}` is there when the slot has something, once for
 * each of a list with the slots of that one; `{^name}…{/name}` when it has nothing.
 */
export async function fragment(c: AppContext, name: string, slots: Slots = {}): Promise<Html> {
  return raw(fill(await readAssetText(c, `/console/${name}.html`), slots));
}

/** One of the pages that share a file: many small ones weigh more. */
export function part(c: AppContext, page: string, slots: Slots): Promise<Html> {
  return fragment(c, "pages", { ...slots, [`${page}Page`]: 1 });
}

function fill(text: string, slots: Slots): string {
  return text.replaceAll(SLOT, (_whole, sign?: string, section?: string, inner = "", name?: string) => {
    const value = slots[name ?? section ?? ""] ?? "";
    const list = isList(value) ? value : null;
    if (name !== undefined) return isList(value) ? "" : html`${value}`.html;
    const isEmpty = value === "" || list?.length === 0;
    if (isEmpty !== (sign === "^")) return "";
    return list === null || isEmpty ? fill(inner, slots) : list.map((one) => fill(inner, one)).join("");
  });
}

function isList(value: Slots[string]): value is readonly Slots[] {
  return Array.isArray(value);
}
