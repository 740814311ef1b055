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
  const understanding = understand(kindOf(name), body);
  if (!understanding.ok) throw new Error(understanding.faults.map(({ message }) => message).join("; "));
  return understanding.understood;
}

/** What is wrong with a refused body. */
export function faultsOf(name: string, body: unknown) {
  const understanding = understand(kindOf(name), body);
  if (understanding.ok) throw new Error("the body was accepted");
  return understanding.faults;
}
