import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { readLexicon, writeLexicon } from "../../src/domain/lexicon.ts";
import { LEXICON } from "../../src/lexicon/lexicon.ts";

const COMMITTED = new URL("../../src/assets/lexicon.json", import.meta.url);

describe("the lexicon beside the Worker", () => {
  const text = readFileSync(COMMITTED, "utf8");

  it("is what `npm run lexicon` makes of src/lexicon", () => {
    expect(text).toBe(`${writeLexicon(LEXICON)}\n`);
  });

  it("is read as the very patterns that were written", () => {
    expect(readLexicon(text)).toEqual(LEXICON);
  });
});
