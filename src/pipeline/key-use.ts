import { type ApiKey, noteApiKeyUse } from "../storage/api-keys.ts";
import { within } from "../storage/d1.ts";
import type { Recent } from "./recent.ts";
import { toLogLine } from "../log-line.ts";

/** How far the last use of a key may be behind. */
export const USE_NOTED_EVERY_MS = 5 * 60_000;

const NOTE_MS = 1_000;

/** Writes that the key was used; null when that was written lately. Never fails: nothing depends on it. */
export function noteUse(db: D1Database, used: Recent, key: ApiKey, now: number): Promise<void> | null {
  const { id, lastUsedAt } = key;
  if (lastUsedAt !== null && now - lastUsedAt < USE_NOTED_EVERY_MS) return null;
  return used.isNew(id, now) ? write(db, key, now) : null;
}

async function write(db: D1Database, { id, workspaceId }: ApiKey, now: number): Promise<void> {
  try {
    await within(NOTE_MS, noteApiKeyUse(db, workspaceId, id, now));
  } catch (error) {
    console.warn(toLogLine({ message: "key use not noted", error: String(error) }));
  }
}
