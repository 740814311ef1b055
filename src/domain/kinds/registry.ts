import { calls } from "./calls.ts";
import { crm } from "./crm.ts";
import { emails } from "./emails.ts";
import type { Kind } from "./kind.ts";
import { social } from "./social.ts";

/** Every kind of event there is. A new one is its file and a line here. */
export const KINDS: readonly Kind[] = [emails, calls, crm, social];

/** By its name in the receive path; null for any other text. */
export function findKind(name: string): Kind | null {
  return KINDS.find((kind) => kind.name === name) ?? null;
}

/** By the `type` of an imported event: its category, or its name in the receive path, in any case. */
export function findImportedKind(type: string): Kind | null {
  const wanted = type.trim().toLowerCase();
  return KINDS.find(({ name, category }) => wanted === category.toLowerCase() || wanted === name) ?? null;
}

/** The kind that has a sub-type of this name; sub-types are unique among kinds. */
export function findKindOfType(type: string): Kind | null {
  return KINDS.find((kind) => Object.hasOwn(kind.types, type)) ?? null;
}
