import * as v from "valibot";

const schema = v.tuple([v.string(), v.pipe(v.number(), v.integer()), v.pipe(v.number(), v.integer())]);

/** Where a page ended, as a time and a sequence number, for the workspace that read it. */
export function writeCursor(workspaceId: string, position: readonly [number, number]): string {
  return btoa(JSON.stringify([workspaceId, ...position]))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Null for a text that is no cursor, or one of another workspace. */
export function readCursor(workspaceId: string, text: string): readonly [number, number] | null {
  try {
    const cursor = v.parse(schema, JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/"))));
    const [owner, at, seq] = cursor;
    return owner === workspaceId ? [at, seq] : null;
  } catch {
    return null;
  }
}
