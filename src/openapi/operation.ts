import type * as v from "valibot";

import type { Scope } from "../domain/api-key.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { ORDER_NOTES, withNotes } from "./field-notes.ts";
import { convert, type Definitions } from "./json-schema.ts";
import { refusalResponses } from "./refusals.ts";
import { securityFor } from "./security.ts";

/** What a request has to bring: a key with the scope, any key that works, the operator's token, or nothing. */
export type Need = Scope | "any key" | "operator token" | "nothing" | "read, to see more";

/** An operation as its file describes it; what follows from the rest is added by `toOperationObject`. */
export type Operation = {
  /** The method and the path, as OpenAPI writes it. */
  readonly call: `${"GET" | "POST"} /${string}`;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly needs: Need;
  /** An object of all parameters of the query. */
  readonly query?: v.GenericSchema;
  /** Values for those, of a request that is accepted. */
  readonly queryExample?: Readonly<Record<string, string>>;
  readonly pathParameters?: readonly JsonObject[];
  readonly body?: Body;
  /** The same in other forms, by their media types. */
  readonly otherBodies?: Readonly<Record<string, Body>>;
  readonly answer: Answer;
  /** Further answers that are no refusals, by their status. */
  readonly otherAnswers?: Readonly<Record<string, Answer>>;
  /** Codes besides those that any request with such a key and body can get. */
  readonly refusals?: readonly string[];
  /** What is sent to whoever asked for it, as OpenAPI has it. */
  readonly callbacks?: JsonObject;
};

/** An order's schema, or the component that describes an event. In NDJSON it is that of a line. */
type Body = {
  readonly schema: v.GenericSchema | JsonObject;
  readonly examples: Readonly<Record<string, unknown>>;
};

export type Answer = {
  readonly description: string;
  /** JSON unless it says otherwise. */
  readonly mediaType?: string;
  readonly schema: v.GenericSchema | JsonObject;
  /** Left out where there is none to show, as for a page. */
  readonly example?: unknown;
};

/** The operation object of OpenAPI. */
export function toOperationObject(operation: Operation, definitions: Definitions): JsonObject {
  const { id, tag, summary, description, needs, answer, otherAnswers = {}, callbacks } = operation;
  const bodies = toBodies(operation, definitions);
  const parameters = [...(operation.pathParameters ?? []), ...queryParameters(operation, definitions)];
  const answers = Object.entries({ "200": answer, ...otherAnswers });
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: securityFor(needs),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(bodies === null ? {} : { requestBody: { required: true, content: bodies } }),
    responses: {
      ...Object.fromEntries(answers.map(([status, one]) => [status, toResponse(one, definitions)])),
      ...refusalResponses(refusalsOf(operation)),
    },
    ...(callbacks === undefined ? {} : { callbacks }),
  };
}

function toBodies({ body, otherBodies = {} }: Operation, definitions: Definitions): JsonObject | null {
  if (body === undefined) return null;
  const bodies = Object.entries({ "application/json": body, ...otherBodies });
  return Object.fromEntries(
    bodies.map(([type, { schema, examples }]) => {
      const noted = withNotes(toSchema(schema, definitions), ORDER_NOTES, false);
      const shown = Object.keys(examples).length === 0 ? {} : { examples: wrapped(examples) };
      return [type, { schema: noted, ...shown }];
    }),
  );
}

const KEY_REFUSALS = [
  "missing_api_key",
  "unknown_api_key",
  "revoked_api_key",
  "expired_api_key",
  "api_key_in_query",
];

const BODY_REFUSALS = ["invalid_json", "payload_too_large", "unsupported_media_type"];

/** Every code that the operation can be refused with. */
function refusalsOf({ call, needs, query, body, refusals = [] }: Operation): readonly string[] {
  const isNeedy = needs !== "nothing" && needs !== "read, to see more";
  const isScope = isNeedy && needs !== "any key" && needs !== "operator token";
  const isOrder = body !== undefined && !call.includes("/receive/");
  return [
    ...(isNeedy && needs !== "operator token" ? KEY_REFUSALS : []),
    ...(isScope ? ["insufficient_scope"] : []),
    ...(body === undefined ? [] : BODY_REFUSALS),
    ...(query !== undefined || isOrder ? ["invalid_request"] : []),
    ...(isNeedy ? ["unavailable"] : []),
    ...refusals,
  ];
}

function queryParameters({ query, queryExample = {} }: Operation, definitions: Definitions): JsonObject[] {
  if (query === undefined) return [];
  // What there is to say of these is about pages and filters, not about what they may hold.
  const noted = withNotes(convert(query, definitions), ORDER_NOTES, true);
  const { properties = {}, required = [] } = noted;
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => {
    const { description, ...schema } = isJsonObject(property) ? property : {};
    const example = queryExample[name];
    return {
      name,
      in: "query",
      required: isRequired(name),
      ...(description === undefined ? {} : { description }),
      schema,
      ...(example === undefined ? {} : { example: exampleFor(schema, example) }),
    };
  });
}

function exampleFor(schema: JsonObject, example: string): unknown {
  if (schema["type"] === "integer") return Number(example);
  return schema["type"] === "array" ? example.split(",") : example;
}

function toResponse(
  { description, mediaType = "application/json", schema, example }: Answer,
  definitions: Definitions,
) {
  const shown = example === undefined ? {} : { example };
  return { description, content: { [mediaType]: { schema: toSchema(schema, definitions), ...shown } } };
}

function toSchema(schema: v.GenericSchema | JsonObject, definitions: Definitions): JsonObject {
  return isValibot(schema) ? convert(schema, definitions) : schema;
}

function isValibot(schema: v.GenericSchema | JsonObject): schema is v.GenericSchema {
  return "~standard" in schema;
}

function wrapped(examples: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}
