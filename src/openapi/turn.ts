import { TURN_FIELDS } from "../domain/fields/turn.ts";

type Property = { readonly type: ("string" | "number" | "null")[] | "string"; readonly description: string };

const seconds = {
  type: ["number", "string"],
  description: "seconds like 1800, or HH:MM:SS",
} satisfies Property;

const PROPERTIES: Readonly<Record<keyof typeof TURN_FIELDS, Property>> = {
  speaker: { type: ["string", "null"], description: "who speaks; null when the recorder did not know" },
  text: { type: "string", description: "what is said" },
  startTime: seconds,
  endTime: seconds,
};

const properties = Object.entries(PROPERTIES).flatMap(([field, property]) =>
  namesOf(field).map((name) => [
    name,
    name === field ? property : { ...property, description: `the same as ${field}` },
  ]),
);

function namesOf(field: string): readonly string[] {
  return Object.entries(TURN_FIELDS).find(([name]) => name === field)?.[1] ?? [];
}

/** A turn of a transcript as JSON Schema: its Valibot schema is chosen by the turn at hand, so there is none to convert. */
export const TURN = {
  type: "object" as const,
  properties: Object.fromEntries(properties),
  anyOf: TURN_FIELDS.text.map((name) => ({ required: [name] })),
};
