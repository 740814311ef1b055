import type { Fault } from "../domain/fault.ts";
import type { JsonFault } from "../domain/json.ts";
import { KINDS } from "../domain/kinds/registry.ts";

/** The first fault stands alone: a sender may see no more than the start of it. */
export function summarize(faults: readonly Fault[]): string {
  const [first] = faults;
  if (first === undefined) return "the body is not a valid event";
  const { message, expected, hint } = first;
  const mend = hint ?? (message.includes(expected) ? null : `expected ${expected}`);
  const others = faults.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "fault" : "faults"} in errors)`;
  return `${message}${mend === null ? "" : `: ${mend}`}${more}`;
}

/** A text that is no JSON, with the place. */
export function explainJson({ reason, position, line, column, excerpt }: JsonFault): string {
  if (position === null) return `the body is JSON, but has ${reason}: send it flatter`;
  if (excerpt === "") return reason;
  return `the body is not JSON: line ${line}, column ${column}: ${reason} near \`${quote(excerpt)}\``;
}

/** As it was sent, quotes and backslashes too, on one line. */
function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.toWellFormed().replaceAll(/[\0-\x1f]/g, (control) => JSON.stringify(control).slice(1, -1));
}

/** The same as a fault of the body. */
export function toJsonFault(fault: JsonFault): Fault {
  const received =
    fault.position === null ? "JSON too deeply nested" : `a fault at position ${fault.position}`;
  return toBodyFault(explainJson(fault), received);
}

/** Something that is wrong with the body as a whole. */
export function toBodyFault(message: string, received: string): Fault {
  return { path: "", code: "invalid_value", message, expected: "a JSON object", received };
}

/** A receive path that ends in no kind. */
export function explainKinds(given: string): string {
  const kinds = KINDS.map((kind) => kind.name).join(", ");
  const meant = KINDS.find((kind) => kind.name === `${given}s` || kind.name === given.toLowerCase());
  const hint = meant === undefined ? "" : `: did you mean ${meant.name}?`;
  return `the last part of the path must be one of ${kinds}${hint}`;
}
