import { type Lexicon, readLexicon } from "../domain/lexicon.ts";
import { Unavailable, within } from "../storage/d1.ts";
import { readAsset } from "./assets.ts";

/** Gives the lexicon when it is asked for; throws Unavailable while the platform does not hand it out. */
export type LexiconSource = () => Promise<Lexicon>;

const FILE = "/lexicon.json";
const READ_MS = 5_000;

// For each isolate, as the binding is one for it. What is under way is not kept: one invocation can't wait for another's.
const lexicons = new WeakMap<Fetcher, Lexicon>();

/** The lexicon that was deployed beside the Worker, read and compiled once for each isolate. */
export function lexiconAmong(assets: Fetcher): LexiconSource {
  return async () => {
    const known = lexicons.get(assets);
    if (known !== undefined) return known;
    try {
      const lexicon = readLexicon(await within(READ_MS, readAsset(assets, FILE)));
      lexicons.set(assets, lexicon);
      return lexicon;
    } catch (cause) {
      throw new Unavailable("the words that replies are read by are not there", { cause });
    }
  };
}
