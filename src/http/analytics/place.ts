import * as v from "valibot";

const schema = v.tuple([v.string(), v.string(), v.union([v.string(), v.number()]), v.string()]);

/** Where a page of a list ended, for the workspace that read it. `list` names the list and how it was sorted. */
export function writePlace(
  workspaceId: string,
  list: string,
  place: readonly [value: string | number, key: string],
): string {
  const bytes = new TextEncoder().encode(JSON.stringify([workspaceId, list, ...place]));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Null for a text that is no cursor, or one of another workspace or list. */
export function readPlace(
  workspaceId: string,
  list: string,
  text: string,
): readonly [value: string | number, key: string] | null {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
      c.charCodeAt(0),
    );
    const [owner, of, value, key] = v.parse(schema, JSON.parse(new TextDecoder().decode(bytes)));
    return owner === workspaceId && of === list ? [value, key] : null;
  } catch {
    return null;
  }
}
