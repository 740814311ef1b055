import { isScope, type Scope, SCOPES } from "../domain/api-key.ts";
import { MAX_GRACE_DAYS, MAX_LINE, readEnd, readLine, readProviderName } from "../domain/key-terms.ts";
import { Refusal } from "./refusal.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** An id as the commands print it; `prefix` says of what. */
export function readId(option: string, given: string, prefix: "wrk" | "key"): string {
  const form =
    prefix === "wrk" ? /^wrk_[0-9A-Za-z_-]{1,64}(?:\.(?:[2-9]|[1-9]\d))?$/ : /^key_[0-9A-Za-z_-]{1,64}$/;
  if (form.test(given)) return given;
  throw new Refusal(`--${option} is an id that begins with ${prefix}_, not "${given}"; the lists show them.`);
}

/** A name or label, in one line. */
export function readText(option: string, given: string): string {
  const text = readLine(given);
  if (text !== null) return text;
  throw new Refusal(`--${option} is one line of 1 to ${MAX_LINE} characters.`);
}

export function readProvider(given: string): string {
  const provider = readProviderName(given);
  if (provider !== null) return provider;
  throw new Refusal(`--provider is one word like N8N, CLAY or MAKE, not "${given}".`);
}

export function readScopes(given: string): readonly Scope[] {
  const scopes: Scope[] = [];
  for (const name of given.split(",").map((part) => part.trim())) {
    if (!isScope(name)) {
      throw new Refusal(
        `--scopes knows ${SCOPES.join(", ")}, not "${name}"; join several with commas, like --scopes ingest,read.`,
      );
    }
    if (!scopes.includes(name)) scopes.push(name);
  }
  return scopes;
}

/** Epoch ms; a date means the end of that day in UTC. */
export function readExpiry(given: string, now: number): number {
  const at = expiryOf(given, now);
  if (at === null) {
    throw new Refusal(`--expires is a number of days like 90d or a date like 2027-01-31, not "${given}".`);
  }
  if (at <= now) throw new Refusal(`--expires ${given} is over already: give a time to come.`);
  return at;
}

/** In milliseconds. */
export function readGrace(given: string): number {
  const ms = readDuration(given);
  if (ms !== null && ms <= MAX_GRACE_DAYS * DAY_MS) return ms;
  throw new Refusal(`--grace is 0 to ${MAX_GRACE_DAYS} days, like 0, 12h or 7d, not "${given}".`);
}

function expiryOf(given: string, now: number): number | null {
  const duration = readDuration(given);
  return duration === null ? readEnd(given) : now + duration;
}

function readDuration(given: string): number | null {
  const match = /^(\d{1,5})([dh])$/.exec(given);
  if (match === null) return given === "0" ? 0 : null;
  return Number(match[1]) * (match[2] === "d" ? DAY_MS : HOUR_MS);
}
