import { characterEntitiesHtml4 } from "character-entities-html4";
import fc from "fast-check";
import { decode, decodeEntity as decodeByAllNames, encode } from "html-entities";
import { describe, expect, it } from "vitest";

import { decodeEntities, decodeEntity } from "../../src/domain/entities.ts";

/** The name that HTML 5 has for a character, if any. */
function namesOf(character: string): readonly string[] {
  const encoded = encode(character, { mode: "extensive", level: "html5" });
  return /^&\w+;$/.test(encoded) ? [encoded] : [];
}

const characters = Array.from({ length: 0x17f }, (_none, code) => String.fromCodePoint(code + 1));

describe("an entity", () => {
  it("is known of every Latin letter and sign that HTML 5 has a name for", () => {
    const names = characters.flatMap(namesOf);
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name) => decodeEntity(name) !== decodeByAllNames(name))).toEqual([]);
  });

  it("is known by each of HTML 4's names", () => {
    expect(Object.keys(characterEntitiesHtml4)).toHaveLength(252);
    expect(
      Object.entries(characterEntitiesHtml4).filter(([name, sign]) => decodeEntity(`&${name};`) !== sign),
    ).toEqual([]);
  });

  it.each([
    ["&commat;", "@"],
    ["&period;", "."],
    ["&lowbar;", "_"],
    ["&plus;", "+"],
    ["&sol;", "/"],
    ["&Tab;", "\t"],
    ["&NewLine;", "\n"],
    ["&nbsp;", "\u00a0"],
    ["&lstrok;", "ł"],
    ["&scaron;", "š"],
    ["&Omega;", "Ω"],
    ["&ldquo;", "“"],
    ["&#64;", "@"],
    ["&#x40;", "@"],
    ["&#X1F600;", "😀"],
    ["&#150;", "–"],
    ["&#0;", "\ufffd"],
    ["&#xD800;", "\ufffd"],
    ["&#99999999;", "\ufffd"],
    ["&amp", "&"],
    ["&eacute", "é"],
    ["&nothing;", "&nothing;"],
    ["&qacute;", "&qacute;"],
    ["&ldquo", "&ldquo"],
  ])("is read as HTML means it: %j", (entity, character) => {
    expect(decodeEntity(entity)).toBe(character);
  });
});

describe("a text", () => {
  it("is read once, not again what comes of it", () => {
    expect(decodeEntities("&amp;lt; &lt;b&gt; AT&T a&b; &")).toBe("&lt; <b> AT&T a&b; &");
  });

  it("says what it said before it was encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...characters, "€", "—", "😀") }), (text) => {
        const encoded = encode(text, { mode: "nonAscii" });
        expect(decodeEntities(encoded)).toBe(decode(encoded));
      }),
    );
  });
});
