import { sha256Hex } from "./digest.ts";
import { canonicalJson } from "./json.ts";
import type { Understood } from "./kinds/kind.ts";

/** Equal for two bodies that are understood alike by the same version. */
export function hashContent({ event }: Understood): Promise<string> {
  return sha256Hex(canonicalJson(event));
}
