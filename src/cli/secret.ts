import { randomBytes } from "node:crypto";

/** The Worker's secret that keys of hashes are derived from, by its name. */
export const SECRET = "SECRET";

const BYTES = 32;

export function makeSecret(): string {
  return randomBytes(BYTES).toString("hex");
}
