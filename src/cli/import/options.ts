import { isPlausibleApiKey } from "../../domain/api-key.ts";
import { Refusal } from "../refusal.ts";
import type { Target } from "./client.ts";

export const KEY_VARIABLE = "TOUCHLOG_KEY";

const TYPES = ["email", "call", "crm", "social"] as const;

const UNIT_MS = { s: 1000, m: 60 * 1000, h: 60 * 60 * 1000 } as const;

/** Where to, and with which key; neither word of the refusals repeats the key. */
export function readTarget(url: string | undefined, key: string | undefined): Target {
  if (url === undefined) {
    throw new Refusal(
      "--url is missing: where Touchlog is, like --url https://touchlog.example.workers.dev. All options stand behind `npm run import --`.",
    );
  }
  const given = key ?? process.env[KEY_VARIABLE];
  if (given === undefined || given === "") {
    throw new Refusal(
      `No API key: set ${KEY_VARIABLE} (or give --key, which other users of this machine can see).`,
    );
  }
  if (!isPlausibleApiKey(given)) {
    throw new Refusal("The API key is not a whole key of Touchlog: they begin with tl_; copy it again.");
  }
  return { origin: readOrigin(url), key: given };
}

function readOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Refusal(
      `--url begins with https:// (or http:// on this machine), not "${given.slice(0, 40)}".`,
    );
  }
  if (url.pathname !== "/" || url.search !== "" || url.username !== "") {
    throw new Refusal(`--url is only where Touchlog is, without a path or a key: ${url.origin}.`);
  }
  return url.origin;
}

/** Null when each line names its own. */
export function readType(given: string | undefined): string | null {
  if (given === undefined) return null;
  const type = TYPES.find((known) => known === given);
  if (type !== undefined) return type;
  throw new Refusal(`--type is ${TYPES.join(", ")}, not "${given}".`);
}

export function readCount(option: string, given: string, most: number): number {
  const count = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= most) return count;
  throw new Refusal(`--${option} is a number from 1 to ${most}, not "${given}".`);
}

/** In milliseconds. */
export function readPatience(given: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,4})([smh])$/.exec(given) ?? [];
  if (unit === "s" || unit === "m" || unit === "h") return Number(digits) * UNIT_MS[unit];
  throw new Refusal(`--give-up-after is like 30s, 10m or 2h, not "${given}".`);
}
