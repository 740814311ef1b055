import type { Warning, WarningCode } from "../fault.ts";
import { MAX_WARNINGS } from "../fault-limits.ts";
import type { JsonObject } from "../json.ts";

/** A body on its way into the contract's form; steps replace its fields, the body as sent is never changed. */
export type Draft = {
  fields: JsonObject;
  /** Fields whose text has two plausible readings: they stay as they are, out of what the schema reads. */
  unclear: JsonObject;
  /** True when people or turns stand in other places than in the body as sent. */
  isRestructured: boolean;
  readonly warnings: Warning[];
};

export function createDraft(fields: JsonObject, warnings: readonly Warning[]): Draft {
  return { fields, unclear: {}, isRestructured: false, warnings: [...warnings] };
}

/** Nobody reads more than the first. */
export function warn(draft: Draft, path: string, code: WarningCode, message: string): void {
  if (draft.warnings.length < MAX_WARNINGS) draft.warnings.push({ path, code, message });
}

export function setField(draft: Draft, name: string, value: unknown): void {
  draft.fields = { ...draft.fields, [name]: value };
}

export function removeField(draft: Draft, name: string): void {
  const { [name]: _removed, ...rest } = draft.fields;
  draft.fields = rest;
}
