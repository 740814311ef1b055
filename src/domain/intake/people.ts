import { isAddress, splitMailbox } from "../fields/person.ts";
import { isBlank } from "../fields/text.ts";
import { isJsonObject } from "../json.ts";
import { splitMailboxes } from "../mailboxes.ts";
import type { Field } from "../schema.ts";
import { type Draft, setField, warn } from "./draft.ts";

/** People written as text, or one person where a list is meant. */
export function readPeople(draft: Draft, field: Field): void {
  const value = draft.fields[field.name];
  if (isBlank(value)) return;
  const people = field.isList ? toList(value, field) : toPerson(value, field);
  if (people === value) return;
  setField(draft, field.name, people);
  draft.isRestructured = true;
  const form = field.isList
    ? 'a list of people like [{"email": "ann@example.com", "name": "Ann"}]'
    : 'a person like {"email": "ann@example.com", "name": "Ann"}';
  warn(draft, field.name, "people", `it was read as ${form}; send it so`);
}

/** The very value where nothing is to be done, or nothing can be told. */
function toList(value: unknown, field: Field): unknown {
  if (isJsonObject(value)) return [value];
  if (typeof value === "string") return fromText(value, field) ?? value;
  // A list may hold texts where the contract wants objects.
  if (field.role !== "addressee" || !Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const people = items.map((item) => (typeof item === "string" ? fromText(item, field) : null));
  return people.every((found) => found === null)
    ? value
    : items.flatMap((item, index) => people[index] ?? [item]);
}

function toPerson(value: unknown, field: Field): unknown {
  if (Array.isArray(value) && value.length === 1) return toPerson(value[0], field);
  if (field.role !== "addressee" || typeof value !== "string") return value;
  const people = fromText(value, field);
  return people?.length === 1 ? people[0] : value;
}

function fromText(text: string, { role }: Field): readonly unknown[] | null {
  const mailboxes = splitMailboxes(text);
  if (mailboxes === null || role !== "addressee") return mailboxes;
  const people = mailboxes.map(splitMailbox);
  if (!people.every(({ address }) => isAddress(address))) return null;
  return people.map(({ name, address }) => (name === "" ? { email: address } : { email: address, name }));
}
