import { endsOfDomain, standsAlone, startsBefore } from "./address-edges.ts";
import { canonicalAddress } from "./canonical.ts";
import { readingsOf } from "./readings.ts";
import { createFind, type Find, signOf } from "./terms.ts";
import { literally } from "./words.ts";

/**
 * Every email address in the text, in canonical form, whatever escapes hide it. Where a character may belong to the
 * address or stand before it, both readings are given: o'brien@b.c and brien@b.c.
 */
export function findAddresses(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const reading of readingsOf(text)) {
    for (let at = reading.text.indexOf("@"); at >= 0; at = reading.text.indexOf("@", at + 1)) {
      const ends = endsOfDomain(reading.text, at + 1);
      if (ends.length === 0) continue;
      for (const start of startsBefore(reading.text, at)) {
        for (const end of ends) {
          const address = canonicalAddress(reading.text.slice(start, end));
          if (address !== null) found.add(address);
        }
      }
    }
  }
  return found;
}

/**
 * True when the canonical address stands in the text, whatever escapes hide it. Unlike `findAddresses` it does not
 * take the end of a longer address for an address: ann+news@b.c does not contain news@b.c, but ?to=+news@b.c does.
 */
export function containsAddress(text: string, address: string): boolean {
  const find = createAddressFinder(address);
  for (const reading of readingsOf(text)) {
    if (find(reading.text).length > 0) return true;
  }
  return false;
}

/** Finds a canonical address in texts without escapes. */
export function createAddressFinder(address: string): Find {
  // The one letter whose lower case is two characters, which no pattern takes for the same.
  const source = literally(address).replaceAll("i\u0307", "(?:i\u0307|\u0130)");
  return createFind([{ source, sign: signOf(address), opening: null }], "iu", (text, { start, end }) =>
    standsAlone(text, start, end),
  );
}

/**
 * For a plain address there is a cheap test that a database can do first: a text contains it only if its ASCII lower
 * case contains it letter by letter, or the text contains one of `ESCAPE_SIGNS`. Other addresses have more than
 * one spelling even without escapes (É as one character or two, letters that only Unicode knows the lower case of).
 */
export function isPlainAddress(address: string): boolean {
  return /^[a-z0-9._+-]+@[a-z0-9.-]+$/.test(address);
}

/** See `isPlainAddress`. The last is the Kelvin sign, which is a K to NFC. */
export const ESCAPE_SIGNS: readonly string[] = ["\\u", "%", "&", "\u212a"];
