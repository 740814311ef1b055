import type { Kind } from "../src/domain/kinds/kind.ts";
import { findKind } from "../src/domain/kinds/registry.ts";
import { understand } from "../src/domain/understand.ts";

export function kindOf(name: string): Kind {
  const kind = findKind(name);
  if (kind === null) throw new Error(`no kind is called ${name}`);
  return kind;
}

/** What an accepted body means. */
export function understandAs(name: string, body: unknown) {
  return meaningOf(name, body).understood;
}

/** The same with what else is known of it. */
export function meaningOf(name: string, body: unknown, isStrict = false) {
  const reading = understand(kindOf(name), body, { isStrict });
  if (!reading.ok) throw new Error(JSON.stringify(reading.failure));
  return reading.meaning;
}

/** What is wrong with a body that is not in the contract's own form. */
export function faultsOf(name: string, body: unknown, isStrict = true) {
  const reading = understand(kindOf(name), body, { isStrict });
  if (reading.ok) throw new Error("the body was accepted");
  return "faults" in reading.failure ? reading.failure.faults : [];
}
