import { brief, type Fault, type Warning } from "../fault.ts";
import { isJsonObject, type JsonFault, type JsonObject, readJson } from "../json.ts";
import { countFormFields, isFormData, MAX_FORM_FIELDS, readFormData } from "./form-data.ts";

/** What a sender's body holds once its wrappings are off: form data, JSON in a JSON text, a list of one. */
export type Opened =
  | { readonly ok: true; readonly body: JsonObject; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly failure: OpeningFailure };

export type OpeningFailure =
  | { readonly code: "invalid_json"; readonly fault: JsonFault }
  | { readonly code: "invalid_event"; readonly faults: readonly Fault[] };

const MAX_WRAPPINGS = 4;

const FORM: Warning = {
  path: "",
  code: "form_data",
  message: "the body is form data and was read as such; send JSON",
};
const JSON_TEXT: Warning = {
  path: "",
  code: "json_in_text",
  message: "the body is JSON inside a JSON text and was unpacked; send the object itself",
};
const UNWRAPPED: Warning = {
  path: "",
  code: "unwrapped",
  message: "the body is a list and its only event was taken out; send the object itself",
};

const TOO_MANY: Fault = {
  path: "",
  code: "invalid_value",
  message: `the body is form data with more than ${MAX_FORM_FIELDS} fields`,
  expected: "an object",
  received: "form data",
  hint: "send JSON",
};

export function openText(text: string): Opened {
  if (isFormData(text)) {
    return countFormFields(text) > MAX_FORM_FIELDS
      ? { ok: false, failure: { code: "invalid_event", faults: [TOO_MANY] } }
      : { ok: true, body: readFormData(text), warnings: [FORM] };
  }
  // Byte order marks count as white space here, beyond the one that the decoder takes away.
  const json = readJson(text.charCodeAt(0) === 0xfeff ? text.trim() : text);
  return json.ok
    ? openValue(json.value)
    : { ok: false, failure: { code: "invalid_json", fault: json.fault } };
}

export function openValue(value: unknown): Opened {
  if (isJsonObject(value)) return { ok: true, body: value, warnings: [] };
  const warnings: Warning[] = [];
  let inner = value;
  while (!isJsonObject(inner) && warnings.length < MAX_WRAPPINGS) {
    const next = unwrap(inner);
    if (next === null) break;
    inner = next.inner;
    warnings.push(next.warning);
  }
  return isJsonObject(inner)
    ? { ok: true, body: inner, warnings: [...new Set(warnings)] }
    : { ok: false, failure: { code: "invalid_event", faults: [notAnObject(inner)] } };
}

function unwrap(value: unknown): { readonly inner: unknown; readonly warning: Warning } | null {
  if (Array.isArray(value) && value.length === 1) return { inner: value[0], warning: UNWRAPPED };
  if (typeof value !== "string" || !/^\s*["[{]/.test(value)) return null;
  const json = readJson(value.trim());
  return json.ok ? { inner: json.value, warning: JSON_TEXT } : null;
}

export function notAnObject(body: unknown): Fault {
  const fault = {
    path: "",
    code: "invalid_type",
    message: `the body must be a JSON object with the event's fields, not ${brief(body)}`,
    expected: "an object",
    received: brief(body),
  } as const;
  if (Array.isArray(body)) {
    const hint =
      body.length === 0
        ? "send one event"
        : "send one event a request, or all of them to POST /api/v2/event/import";
    return { ...fault, hint };
  }
  return typeof body === "string" ? { ...fault, hint: "send it without the quotes around it" } : fault;
}
