import { createAddressFinder } from "./addresses.ts";
import { createNameFinder } from "./name-finder.ts";
import { calledBy } from "./names.ts";
import { readingsOf } from "./readings.ts";
import { replaceSpans, type Span } from "./spans.ts";

/** Whom to erase: an address in canonical form, and every name and profile URL that events know it by. */
export type Subject = { readonly address: string; readonly names: readonly string[] };

/** How sure a text is about the subject: by what nobody else has, by a name that others may have too, or not at all. */
type Evidence = "certain" | "by name" | "none";

export type SubjectFinder = {
  readonly subject: Subject;
  readonly evidenceIn: (text: string) => Evidence;
  readonly hasProfile: (text: string) => boolean;
  readonly hasName: (text: string) => boolean;
  /** The text with the token wherever the subject is meant. Words of the names that stand in `spared` are left. */
  readonly redact: (text: string, token: string, spared: ReadonlySet<string>) => string;
  /** The same for the name of a field, which means the subject only by a whole name or by nothing but a name. */
  readonly redactFieldName: (text: string, token: string) => string;
};

// What one replacement uncovers, the next finds; more than this many are the work of someone who tries.
const MAX_ROUNDS = 4;

type Find = (text: string) => readonly Span[];

const NOBODY: ReadonlySet<string> = new Set();

/** Compiles what the subject is found by, for any number of texts. */
export function createSubjectFinder(subject: Subject): SubjectFinder {
  const findAddress = createAddressFinder(subject.address);
  const { findProfiles, findWholes, findParts } = createNameFinder(subject.names);
  const names = new Set(subject.names.map(toKey));

  return {
    subject,
    evidenceIn(text) {
      let evidence: Evidence = "none";
      for (const reading of readingsOf(text)) {
        if (findAddress(reading.text).length > 0 || findProfiles(reading.text).length > 0) return "certain";
        if (findWholes(reading.text).length > 0) evidence = "by name";
      }
      return evidence;
    },
    hasProfile: (text) => hasAny(findProfiles, text),
    hasName: (text) => hasAny(findWholes, text),
    redact(text, token, spared) {
      const find = (read: string) => [
        ...findAddress(read),
        ...findProfiles(read),
        ...findWholes(read),
        ...findParts(read, spared),
      ];
      return redactBy(find, text, token);
    },
    redactFieldName(text, token) {
      const [part] = findParts(text, NOBODY);
      if (names.has(toKey(text)) || (part?.start === 0 && part.end === text.length)) return token;
      return redactBy(
        (read) => [...findAddress(read), ...findProfiles(read), ...findWholes(read)],
        text,
        token,
      );
    },
  };
}

function redactBy(find: Find, text: string, token: string): string {
  let redacted = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const readings = Array.from(readingsOf(redacted));
    const spans = readings.flatMap((reading) => find(reading.text).map(reading.toSource));
    if (spans.length === 0) return redacted;
    redacted = replaceSpans(redacted, spans, token);
  }
  return token;
}

function hasAny(find: Find, text: string): boolean {
  for (const reading of readingsOf(text)) {
    if (find(reading.text).length > 0) return true;
  }
  return false;
}

function toKey(name: string): string {
  return calledBy(name).join(" ");
}
