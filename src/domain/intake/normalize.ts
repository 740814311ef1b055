import type { Fault, Warning } from "../fault.ts";
import type { JsonObject } from "../json.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Field, Role } from "../schema.ts";
import { readContent } from "./content.ts";
import { createDraft, type Draft } from "./draft.ts";
import { hasFlatNames, unflatten } from "./flat-names.ts";
import { readJsonText } from "./json-text.ts";
import { readNumber } from "./numbers.ts";
import { readPeople } from "./people.ts";
import { dropPlaceholder, dropPlaceholdersInPeople } from "./placeholders.ts";
import { readTranscript } from "./spoken.ts";
import { readSubType } from "./sub-type.ts";
import { readTime } from "./times.ts";

type FieldStep = (draft: Draft, field: Field) => void;

/** What is done to a field by what it holds, in this order; `dropPlaceholder` comes first for every field. */
const STEPS: Readonly<Record<Role, readonly FieldStep[]>> = {
  addressee: [readJsonText, readPeople, dropPlaceholdersInPeople],
  person: [readJsonText, readPeople, dropPlaceholdersInPeople],
  content: [readJsonText, readContent],
  metadata: [readJsonText],
  transcript: [readJsonText, readTranscript],
  time: [readTime],
  seconds: [readNumber],
  amount: [readNumber],
};

export type Normalized = Readonly<Draft> & {
  /** As opened, with what literal dotted names say in its place. */
  readonly unflattened: JsonObject;
  /** Where the body contradicts itself. */
  readonly faults: readonly Fault[];
};

/**
 * The body of an event in the contract's form, as far as what was sent has one plausible reading, with a warning for
 * every change. A body that has the form already is given back as it is.
 */
export function normalize(
  kind: Kind,
  opened: JsonObject,
  warnings: readonly Warning[] = [],
  readsFlatNames = hasFlatNames(opened),
): Normalized {
  const draft = createDraft(opened, warnings);
  readSubType(draft, kind);
  const fields = kind.fieldsOf(draft.fields["eventType"]);
  const faults = readsFlatNames ? unflatten(draft, fields, () => kind.understand(opened, {}).ok) : [];
  const unflattened = draft.fields;
  if (faults.length === 0) {
    for (const field of fields.values()) {
      dropPlaceholder(draft, field);
      for (const step of field.role === undefined ? [] : STEPS[field.role]) step(draft, field);
    }
  }
  return { ...draft, unflattened, faults };
}
