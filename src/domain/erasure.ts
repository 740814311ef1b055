import { containsAddress } from "./addresses.ts";
import { type Company, isOnlyCounterpart, readCompany, sharedWords } from "./bystanders.ts";
import { isTimeField, isTurnField } from "./fields/turn.ts";
import { isBlank } from "./fields/text.ts";
import { isFormData, readFormData } from "./intake/form-data.ts";
import { isJsonObject } from "./json.ts";
import { rewriteScalars, type Scalar } from "./json-scalars.ts";
import { findKind } from "./kinds/registry.ts";
import { type Place, placesOf } from "./people.ts";
import { knowSpeakers, speakersOf, turnsOfSubject } from "./speakers.ts";
import { redactSpokenLines } from "./spoken-lines.ts";
import { createSubjectFinder, type Subject, type SubjectFinder } from "./subject.ts";
import { type Meaning, understandStored } from "./understand.ts";

/** What becomes of one stored event when someone is erased. */
type Erasure =
  | { readonly outcome: "untouched" }
  | { readonly outcome: "delete" }
  | { readonly outcome: "redact"; readonly body: string };

export type Eraser = (kindName: string, bodyText: string, isStrict: boolean) => Erasure;

const UNTOUCHED: Erasure = { outcome: "untouched" };
const DELETE: Erasure = { outcome: "delete" };

/**
 * Erases one person from any number of stored bodies; the token (`erased-3`) takes the place of what said who it was.
 * A body is deleted when the person was its only counterpart, and when nothing less would do.
 */
export function createEraser(subject: Subject, token: string): Eraser {
  const finder = createSubjectFinder(subject);
  return (kindName, bodyText, isStrict) => {
    const evidence = finder.evidenceIn(readable(bodyText));
    if (evidence === "none") return UNTOUCHED;
    const meaning = understandStored(kindName, bodyText, isStrict);
    // Nobody would find all places of a person in form data, or in lists of people that are one text.
    const source = meaning?.restructured ? JSON.stringify(meaning.restructured) : bodyText;
    const body = parse(source);
    if (body === undefined) return DELETE;
    const company = readCompany(meaning?.understood.people() ?? [], finder);
    // The name is that of somebody else with an address of their own.
    if (evidence === "by name" && company.namesakes.length > 0) return UNTOUCHED;
    if (isOnlyCounterpart(company)) return DELETE;
    const redacted = redactBody(kindName, source, body, company, withNamesOf(company, finder), token);
    if (redacted === source) return UNTOUCHED;
    return isClean(kindName, redacted, isStrict, meaning, subject)
      ? { outcome: "redact", body: redacted }
      : DELETE;
  };
}

/** The names and profile URLs that an event gives the person of this canonical address. */
export function namesOf(
  kindName: string,
  bodyText: string,
  isStrict: boolean,
  address: string,
): readonly string[] {
  if (!containsAddress(bodyText, address)) return [];
  const people = understandStored(kindName, bodyText, isStrict)?.understood.people() ?? [];
  const own = people.filter((person) => person.address === address);
  return [...new Set(own.flatMap(({ names }) => names))];
}

function redactBody(
  kindName: string,
  bodyText: string,
  body: unknown,
  company: Company,
  finder: SubjectFinder,
  token: string,
): string {
  const kind = findKind(kindName);
  const { eventType, transcript } = isJsonObject(body) ? body : {};
  const isMeantIn = (text: string) => finder.evidenceIn(text) !== "none";
  const whoIs = knowSpeakers(
    { ...finder.subject, isMeantIn },
    [...company.others, ...company.namesakes],
    transcript,
  );
  const ownTurns = turnsOfSubject(transcript, whoIs);
  const otherSpeakers = speakersOf(transcript).flatMap((speaker) =>
    speaker === null || isMeantIn(speaker) ? [] : [speaker],
  );
  const shared = sharedWords(company, otherSpeakers);

  const isOwn = placesOf(company.subject);
  const isKnownField = (path: Place) =>
    kind !== null && (kind.hasField(eventType, path) || isFieldOfTurn(path));

  return rewriteScalars(bodyText, ({ role, value, path: toPath }: Scalar) => {
    const path = toPath();
    if (role === "name") {
      return isKnownField(path) ? null : changed(value, finder.redactFieldName(value, token));
    }
    if (isOwn(path) || (role === "text" && isInTurn(path, ownTurns)))
      return isBlank(value) ? null : changed(value, token);
    if (role === "number" || isSubType(kind, path, value)) return null;
    const spoken =
      path[0] === "transcript" && path.length <= 2 ? redactSpokenLines(value, whoIs, token) : value;
    return changed(value, finder.redact(spoken, token, shared));
  });
}

/** The event itself may know the subject by more names than were collected. */
function withNamesOf({ subject }: Company, finder: SubjectFinder): SubjectFinder {
  const known = finder.subject.names;
  const names = new Set([...known, ...subject.flatMap((person) => person.names)]);
  return names.size === known.length ? finder : createSubjectFinder({ ...finder.subject, names: [...names] });
}

function isClean(
  kindName: string,
  redacted: string,
  isStrict: boolean,
  before: Meaning | null,
  { address }: Subject,
): boolean {
  if (containsAddress(redacted, address)) return false;
  return before === null || understandStored(kindName, redacted, isStrict) !== null;
}

function isInTurn([field, index, name]: Place, turns: ReadonlySet<number>): boolean {
  if (field !== "transcript" || typeof index !== "number" || !turns.has(index)) return false;
  return typeof name === "string" && !isTimeField(name);
}

function isFieldOfTurn([field, index, name, ...inner]: Place): boolean {
  const isTurn = field === "transcript" && typeof index === "number" && inner.length === 0;
  return isTurn && typeof name === "string" && isTurnField(name);
}

/** A sub-type says nothing of anyone, also where somebody is called Reply. */
function isSubType(kind: ReturnType<typeof findKind>, path: Place, value: string): boolean {
  return path.length === 1 && path[0] === "eventType" && kind !== null && Object.hasOwn(kind.types, value);
}

function changed(before: string, after: string): string | null {
  return after === before ? null : after;
}

/** In form data a + stands for a space, which keeps the words of a name apart. */
function readable(bodyText: string): string {
  return isFormData(bodyText) ? JSON.stringify(readFormData(bodyText)) : bodyText;
}

/** Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
