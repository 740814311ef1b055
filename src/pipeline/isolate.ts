import { createInserter, type Inserter } from "./inserter.ts";
import { createKeyCache, type KeyCache } from "./key-cache.ts";
import { USE_NOTED_EVERY_MS } from "./key-use.ts";
import { createRecent, type Recent } from "./recent.ts";
import { createRefusalLimits, type RefusalLimits } from "./refusal-limits.ts";
import { createRepeatCounter, type RepeatCounter } from "./repeats.ts";

/** What one isolate remembers between requests. All of it may be lost at any time. */
export type Isolate = {
  readonly keys: KeyCache;
  /** Keys whose use was written. */
  readonly usedKeys: Recent;
  readonly repeats: RepeatCounter;
  readonly inserter: Inserter;
  /** Events whose marker was written: KV takes one write a second for each. */
  readonly marked: Recent;
  readonly refusals: RefusalLimits;
};

export function createIsolate(): Isolate {
  return {
    keys: createKeyCache(),
    usedKeys: createRecent(USE_NOTED_EVERY_MS),
    repeats: createRepeatCounter(),
    inserter: createInserter(),
    marked: createRecent(),
    refusals: createRefusalLimits(),
  };
}
