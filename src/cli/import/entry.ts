/** The most bytes of one event that the Worker takes. */
export const MAX_EVENT_BYTES = 1_048_576;

export type Refused = {
  /** Where it stands in what is imported: the line, or the number of the element of a .json file. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
  /** As the Worker told them. */
  readonly errors: readonly unknown[];
  /** What a person can mend and import; null when it is too long to be kept. */
  readonly text: string | null;
};

/** One event on its way, or the reason why it is not sent. */
export type Entry =
  | { readonly ok: true; readonly line: number; readonly text: string }
  | { readonly ok: false; readonly refused: Refused };

/** Something to import that is looked at only when its turn comes: a resumed import passes over many. */
export type Item = { readonly line: number; readonly read: () => Entry };

export function refuse(line: number, code: string, message: string, text: string | null): Entry {
  return { ok: false, refused: { line, code, message, errors: [], text } };
}

export function refuseTooLong(line: number, size: number): Entry {
  const message = `the event has ${size} bytes, and the limit is ${MAX_EVENT_BYTES}: shorten it`;
  return refuse(line, "payload_too_large", message, null);
}

/** An event from its JSON text; `type` is given to one that names none. */
export function readEvent(line: number, text: string, type: string | null): Entry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(line, "invalid_json", `not JSON: ${reason}`, text);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(line, "invalid_json", "an event is a JSON object, {…}", text);
  }
  const typed = type === null || "type" in value ? text.trim() : withType(text.trim(), type, value);
  const size = Buffer.byteLength(typed);
  return size > MAX_EVENT_BYTES ? refuseTooLong(line, size) : { ok: true, line, text: typed };
}

// The rest of the text stays as it was written, numbers of any length included.
function withType(text: string, type: string, value: object): string {
  const separator = Object.keys(value).length === 0 ? "" : ",";
  return `{"type":${JSON.stringify(type)}${separator}${text.slice(1)}`;
}
