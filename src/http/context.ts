import type { Context } from "hono";

import type { Isolate } from "../pipeline/isolate.ts";
import type { Receiver } from "../pipeline/receive.ts";
import { readSettings } from "../settings.ts";
import type { KeyHolder } from "../storage/api-keys.ts";

/** What the line about a request says beside what every line says. Only names of ours and ids: never what was sent. */
export type Noted = {
  readonly workspaceId?: string;
  readonly keyId?: string;
  /** Of a refusal. */
  readonly code?: string;
  readonly kind?: string;
  readonly duplicate?: boolean;
  /** Of an import: how many came, how many of them were new, and how many failed. */
  readonly events?: number;
  readonly stored?: number;
  readonly failed?: number;
};

export type AppEnv = {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Epoch ms when the request began. */
    now: number;
    isolate: Isolate;
    /** Set by `requireScope`. */
    holder: KeyHolder;
    /** The database of the workspace whose key was sent; set before the key is looked up there. */
    db: D1Database;
    /** For the log; see `note`. */
    noted: Noted;
  };
};

export type AppContext = Context<AppEnv>;

/** The bindings and the memory that taking an event in needs. */
export function toReceiver(c: AppContext): Receiver {
  return {
    db: c.get("db"),
    kv: c.env.MARKERS_KV,
    queue: c.env.QUEUE,
    settings: readSettings(c.env),
    keepAlive: (work) => c.executionCtx.waitUntil(work),
    isolate: c.get("isolate"),
    secret: c.env.SECRET || null,
  };
}
