import { readAssetText } from "../http/assets.ts";
import type { AppContext } from "../http/context.ts";
import { type Html, html, raw } from "./elements.ts";

/**
 * A part of a page that hardly changes: as a file beside the Worker it takes nothing of what the Worker may weigh. Each
 * `{name}` in it is a slot; a text in one is escaped.
 */
export async function fragment(
  c: AppContext,
  name: string,
  slots: Readonly<Record<string, string | Html>> = {},
): Promise<Html> {
  const text = await readAssetText(c, `/console/${name}.html`);
  return raw(text.replaceAll(/\{(\w+)\}/g, (_slot, key: string) => html`${slots[key] ?? ""}`.html));
}
