import * as v from "valibot";

import type { ListPosition } from "../storage/event-list.ts";

const schema = v.tuple([v.string(), v.pipe(v.number(), v.integer()), v.pipe(v.number(), v.integer())]);

/** Where a page ended, for the workspace that read it. */
export function writeCursor(workspaceId: string, { occurredAt, seq }: ListPosition): string {
  return btoa(JSON.stringify([workspaceId, occurredAt, seq]))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Null for a text that is no cursor, or one of another workspace. */
export function readCursor(workspaceId: string, text: string): ListPosition | null {
  try {
    const cursor = v.parse(schema, JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/"))));
    const [owner, occurredAt, seq] = cursor;
    return owner === workspaceId ? { occurredAt, seq } : null;
  } catch {
    return null;
  }
}
