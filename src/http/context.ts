import type { Context } from "hono";

import type { Isolate } from "../pipeline/isolate.ts";
import type { KeyHolder } from "../storage/api-keys.ts";

export type AppEnv = {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Epoch ms when the request began. */
    now: number;
    isolate: Isolate;
    /** Set by `requireScope`. */
    holder: KeyHolder;
  };
};

export type AppContext = Context<AppEnv>;
