import * as v from "valibot";

import type { IdentityPart } from "../canonical.ts";
import { type Company, type Facts, NO_FACTS, UNKNOWN_COMPANY } from "../facts.ts";
import { firstCodePoints } from "../code-points.ts";
import { type Fault, toFault, toPath, type Warning } from "../fault.ts";
import { MAX_FAULTS, withShortLists } from "../fault-limits.ts";
import { isBlank } from "../fields/text.ts";
import type { JsonObject } from "../json.ts";
import type { Person, Place } from "../people.ts";
import type { Reply, ReplyReading } from "../reply.ts";
import { describeField, type Field, hasField, topFields, withoutBlanks } from "../schema.ts";

/** A family of events: everything that Touchlog knows of it stands in one file and one line of the registry. */
export type Kind = {
  /** Its last part of the receive path: `emails`. */
  readonly name: string;
  /** Its name in queries and answers: `EMAIL`. */
  readonly category: string;
  /** Each sub-type with its name in answers: `sent` → `EMAIL_SENT`. */
  readonly types: Readonly<Record<string, string>>;
  /** What an imported event that names no sub-type is taken for; without it a sub-type is required there too. */
  readonly assumedType?: string;
  /** Other words for a sub-type, in lower case with _ between: `replied` → `reply`. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly identityParts: (type: string, body: JsonObject) => readonly IdentityPart[];
  /** `unclear` are fields that stay as they are and that nothing is made of. */
  readonly understand: (body: JsonObject, unclear: JsonObject) => Understanding;
  /** The schema for a sub-type; for anything else the one that finds the most faults at once. */
  readonly schemaFor: (type: unknown) => EventSchema;
  /** The fields that an event of the sub-type has of itself. */
  readonly fieldsOf: (type: unknown) => ReadonlyMap<string, Field>;
  /** True for the path of a field that the kind itself names, not for one that a sender added. */
  readonly hasField: (type: unknown, path: Place) => boolean;
};

type Understanding =
  | { readonly ok: true; readonly understood: Understood }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export type Understood = {
  readonly type: string;
  readonly occurredAt: number;
  /** The event in the contract's own form: times in UTC, people as objects, blank fields gone. */
  readonly event: JsonObject;
  /** One line for a list. */
  readonly summary: string;
  readonly warnings: readonly Warning[];
  /** An email reply, to be read for `facts`; null for any other event. */
  readonly reply: UnreadReply | null;
  /** What processing makes of the event. `reply` is what was read of its own `reply`, null where there is none. */
  readonly facts: (reply: ReplyReading | null, company?: Company) => Facts;
  /** Everyone whom the event names as taking part in it. */
  readonly people: () => readonly Person[];
};

/** `html` is to become its text where it has none. */
type UnreadReply = Reply & { readonly html: string | null };

/** What every event has. */
type CommonEvent = JsonObject & { readonly eventType: string; readonly eventTimestamp: string };

export type EventSchema = v.GenericSchema<unknown, CommonEvent>;

type Definition<Schema extends EventSchema> = Omit<
  Kind,
  "understand" | "schemaFor" | "fieldsOf" | "hasField" | "aliases"
> & {
  readonly aliases?: Kind["aliases"];
  readonly schemaFor: (type: unknown) => Schema;
  /** What is worth saying of the accepted body. */
  readonly warnings?: (body: JsonObject) => readonly Warning[];
  readonly summarize: (event: v.InferOutput<Schema>) => string;
  readonly reply?: (event: v.InferOutput<Schema>) => UnreadReply | null;
  readonly analyse?: (
    event: v.InferOutput<Schema>,
    reply: ReplyReading | null,
    company: Company,
  ) => Partial<Facts>;
  /** Without it no event of the kind is deleted when someone is erased: all are redacted. */
  readonly people?: (event: v.InferOutput<Schema>, body: JsonObject) => readonly Person[];
};

const SUMMARY_CHARACTERS = 200;

export function defineKind<Schema extends EventSchema>(definition: Definition<Schema>): Kind {
  const { schemaFor, warnings, summarize, reply, analyse, people, ...kind } = definition;
  return {
    ...kind,
    schemaFor,
    aliases: kind.aliases ?? {},
    fieldsOf: (type) => topFields(schemaFor(type)),
    understand(body, unclear) {
      const schema = schemaFor(body["eventType"]);
      const readable = withoutBlanks(schema, body);
      const result = v.safeParse(schema, readable, { abortEarly: true });
      if (!result.success) {
        const all = v.safeParse(schema, withShortLists(readable));
        return { ok: false, faults: toFaults(schema, body, all.issues ?? result.issues) };
      }
      const event: v.InferOutput<Schema> = result.output;
      return {
        ok: true,
        understood: {
          type: event.eventType,
          occurredAt: Date.parse(event.eventTimestamp),
          event: Object.keys(unclear).length === 0 ? event : { ...event, ...unclear },
          summary: toLine(summarize(event)),
          warnings: warnings?.(body) ?? [],
          reply: reply?.(event) ?? null,
          facts: (read, company = UNKNOWN_COMPANY) => ({ ...NO_FACTS, ...analyse?.(event, read, company) }),
          people: () => people?.(event, body) ?? [],
        },
      };
    },
    hasField: (type, path) => hasField(schemaFor(type), path),
  };
}

/** Bounded, and without what would break a line or a terminal. */
function toLine(text: string): string {
  const start = firstCodePoints(text, SUMMARY_CHARACTERS);
  return `${start.replaceAll(/[\p{C}\s]+/gu, " ").trim()}${start.length < text.length ? "…" : ""}`;
}

function toFaults(schema: EventSchema, body: JsonObject, issues: readonly v.BaseIssue<unknown>[]): Fault[] {
  return issues
    .flatMap(innermost)
    .slice(0, MAX_FAULTS)
    .map((issue) => {
      const keys = issue.path?.map((item) => item.key) ?? [];
      const fault = toFault(issue, describeField(schema, keys));
      // A blank field counts as absent; the refusal still says what was there.
      return fault.code === "missing" && isBlankAt(body, keys)
        ? { ...fault, message: `${toPath(issue.path)} is missing (it is blank)`, received: "blank" }
        : fault;
    });
}

/** The faults inside the option of a union that was meant, where that can be told; else the union's own. */
function innermost(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  const inner = issue.issues?.filter((candidate) => candidate.path !== undefined) ?? [];
  if (issue.type !== "union" || inner.length === 0) return [issue];
  return inner.flatMap((candidate) => innermost(candidate)).map((candidate) => withPath(issue, candidate));
}

function withPath(outer: v.BaseIssue<unknown>, inner: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const [head, ...tail] = [...(outer.path ?? []), ...(inner.path ?? [])];
  return head === undefined ? inner : { ...inner, path: [head, ...tail] };
}

function isBlankAt(body: JsonObject, keys: readonly unknown[]): boolean {
  let value: unknown = body;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, String(key))) return false;
    value = Reflect.get(value, String(key));
  }
  return value !== undefined && isBlank(value);
}
