import { isJsonObject } from "../domain/json.ts";
import { type Connection, exampleEvent, receiveUrl } from "./connection.ts";
import { type Field, fieldsOf, toVariable } from "./fields.ts";

const VALUES = 1;
const TIMEOUT_SECONDS = 60;

/**
 * A blueprint for Make's "Import Blueprint". The event goes as form fields: in JSON that is typed around mapped values,
 * a quote or a line break in one would break the whole.
 */
export function makeBlueprint(connection: Connection): string {
  const fields = fieldsOf(exampleEvent(connection));
  return `${JSON.stringify(
    {
      name: `Touchlog: ${connection.kind}`,
      flow: [yourValues(fields.filter(isYours)), sendToTouchlog(connection, fields)],
      metadata: {
        instant: false,
        version: 1,
        scenario: {
          roundtrips: 1,
          maxErrors: 3,
          autoCommit: true,
          autoCommitTriggerLast: true,
          sequential: false,
          slots: null,
          confidential: false,
          dataloss: false,
          // Runs that fail are kept, and run again when Touchlog said that it was its own fault.
          dlq: true,
          freshVariables: false,
        },
        designer: { orphans: [] },
        zone: "eu2.make.com",
      },
    },
    null,
    2,
  )}\n`;
}

function yourValues(fields: readonly Field[]) {
  return {
    id: VALUES,
    module: "util:SetVariables",
    version: 1,
    parameters: {},
    mapper: {
      scope: "roundtrip",
      variables: fields.map(({ path, value }) => ({ name: toVariable(path), value: toText(value) })),
    },
    metadata: {
      designer: { x: 0, y: 0, name: "Your event: map your values here" },
      restore: {
        expect: { scope: { label: "One cycle" }, variables: { items: fields.map(() => null) } },
      },
    },
  };
}

function sendToTouchlog(connection: Connection, fields: readonly Field[]) {
  return {
    id: 2,
    module: "http:ActionSendData",
    version: 3,
    // "Evaluate all states as errors": without it a refusal would look like a success.
    parameters: { handleErrors: true, useNewZLibDeCompress: true },
    mapper: {
      url: receiveUrl(connection),
      serializeUrl: false,
      method: "post",
      headers: [{ name: "api_key", value: connection.key }],
      qs: [],
      bodyType: "x_www_form_urlencoded",
      formFields: fields.map((field) => ({ key: field.path, value: mapped(field) })),
      parseResponse: true,
      authUser: "",
      authPass: "",
      timeout: TIMEOUT_SECONDS,
      shareCookies: false,
      ca: "",
      rejectUnauthorized: true,
      followRedirect: false,
      useQuerystring: false,
      gzip: true,
      useMtls: false,
    },
    metadata: {
      designer: { x: 300, y: 0, name: "Send to Touchlog" },
      restore: {
        expect: {
          method: { mode: "chose", label: "POST" },
          headers: { mode: "chose", items: [null] },
          qs: { mode: "chose" },
          bodyType: { label: "Application/x-www-form-urlencoded" },
          formFields: { mode: "chose", items: fields.map(() => null) },
        },
      },
    },
  };
}

// The sub-type belongs to the scenario, not to its data.
function isYours({ path }: Field): boolean {
  return path !== "eventType";
}

function mapped(field: Field): string {
  return isYours(field) ? `{{${VALUES}.${toVariable(field.path)}}}` : toText(field.value);
}

/** The turns of a transcript as lines. */
function toText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .filter(isJsonObject)
    .map(({ speaker, text }) => `${String(speaker)}: ${String(text)}`)
    .join("\n");
}
