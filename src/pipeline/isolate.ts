import { createKeyCache, type KeyCache } from "./key-cache.ts";
import { createRecent, type Recent } from "./recent.ts";
import { createRefusalLimits, type RefusalLimits } from "./refusal-limits.ts";
import { createRepeatCounter, type RepeatCounter } from "./repeats.ts";

/** What one isolate remembers between requests. All of it may be lost at any time. */
export type Isolate = {
  readonly keys: KeyCache;
  readonly repeats: RepeatCounter;
  /** Events whose marker was written: KV takes one write a second for each. */
  readonly marked: Recent;
  readonly refusals: RefusalLimits;
};

export function createIsolate(): Isolate {
  return {
    keys: createKeyCache(),
    repeats: createRepeatCounter(),
    marked: createRecent(),
    refusals: createRefusalLimits(),
  };
}
