import { canonicalAddress, isPlaceholder } from "./canonical.ts";
import { isErased } from "./erased.ts";
import { splitMailbox } from "./fields/person.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

/** Whether someone belongs to the workspace's own company or to those it talks to. */
export type Side = "own" | "counterpart" | "unknown";

export type Place = readonly (string | number)[];

/** Someone whom an event names as taking part in it. */
export type Person = {
  /** In canonical form; null where the event does not say it. */
  readonly address: string | null;
  /** What the event calls this one, display names and profile URLs included. */
  readonly names: readonly string[];
  readonly side: Side;
  /** Where in the body as sent this one stands: fields, or items of lists in them. */
  readonly places: readonly Place[];
};

/** The people in a field that holds one or a list of them. `event` is the body as understood: it has lost display names. */
export function peopleAt(field: string, side: Side, event: JsonObject, body: JsonObject): readonly Person[] {
  const understood = event[field];
  const sent = body[field];
  if (!Array.isArray(understood)) {
    return isJsonObject(understood) ? [toPerson(understood, sent, side, [field])] : [];
  }
  const items: readonly unknown[] = understood;
  return items.flatMap((item, index) =>
    isJsonObject(item)
      ? [toPerson(item, Array.isArray(sent) ? sent[index] : undefined, side, [field, index])]
      : [],
  );
}

/** What remains as names: no addresses, nothing blank, no display name's quotes, none twice. */
export function namesIn(...texts: readonly unknown[]): readonly string[] {
  const names = texts.flatMap((text) => (typeof text === "string" ? [displayName(text)] : []));
  return [...new Set(names)].filter(
    (name) => !isPlaceholder(name) && !name.includes("@") && !isErased(name) && name !== "",
  );
}

function toPerson(understood: JsonObject, sent: unknown, side: Side, place: Place): Person {
  const { email, name, profileUrl } = understood;
  const sentTexts = isJsonObject(sent) ? [sent["email"], sent["name"]] : [sent];
  return {
    address: canonicalAddress(email),
    names: namesIn(name, ...sentTexts, profileUrl),
    side,
    places: [place],
  };
}

function displayName(text: string): string {
  const { name } = splitMailbox(text);
  return name === "" ? text.trim().replace(/^"(.*)"$/s, "$1") : name;
}

/** Tells whether a place is, or lies inside, one of the people's own. */
export function placesOf(people: readonly Person[]): (path: Place) => boolean {
  const indexesByField = new Map<Place[number] | undefined, Set<Place[number] | undefined>>();
  for (const [field, index] of people.flatMap(({ places }) => places)) {
    const indexes = indexesByField.get(field) ?? new Set();
    indexesByField.set(field, indexes.add(index));
  }
  return ([field, index]) => {
    const indexes = indexesByField.get(field);
    return indexes !== undefined && (indexes.has(undefined) || indexes.has(index));
  };
}
