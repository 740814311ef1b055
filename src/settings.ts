import * as v from "valibot";

import { findKindOfType } from "./domain/kinds/registry.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const schema = v.object({
  PROCESSED_EVENT_TYPES: v.pipe(
    v.string(),
    v.transform((list) =>
      list
        .split(",")
        .map((type) => type.trim())
        .filter((type) => type !== ""),
    ),
    v.check(
      (types) => types.every((type) => findKindOfType(type) !== null),
      ({ input }) => `${unknownTypes(input)} is no sub-type, as sent or reply is`,
    ),
  ),
  MARKERS: v.picklist(["all", "repeats", "off"], "is none of all, repeats and off"),
  SWEEP_AFTER_SECONDS: v.pipe(
    v.string(),
    v.regex(/^\d+$/, "is not a whole number"),
    v.toNumber(),
    v.minValue(1, "is less than 1"),
    v.maxValue(3600, "is more than 3600"),
  ),
  RETENTION_DAYS: v.pipe(v.string(), v.regex(/^\d{1,5}$/, "is not a whole number of days"), v.toNumber()),
  RATE_LIMIT: v.picklist(["on", "off"], "is neither on nor off"),
});

function unknownTypes(types: readonly string[]): string {
  return types
    .filter((type) => findKindOfType(type) === null)
    .map((type) => JSON.stringify(type))
    .join(", ");
}

/** What an operator sets in wrangler.toml or the dashboard. */
export type Settings = {
  /** Sub-types that go through the queue. */
  readonly processedTypes: ReadonlySet<string>;
  readonly markers: "all" | "repeats" | "off";
  /** How long a queued event may stay without an outcome before it is queued again. */
  readonly sweepAfterMs: number;
  /** How long events are kept from their receipt on; null for good. */
  readonly retentionMs: number | null;
  /** Whether a key that sends too fast is told to wait. */
  readonly limitsRate: boolean;
};

/** What keys of hashes are derived from. Throws when there is none: only what can't go without it asks for it. */
export function readSecret({ SECRET }: Pick<Env, "SECRET">): string {
  if (SECRET === undefined || SECRET === "") {
    throw new Error("setting SECRET is missing: run `npm run deploy`, which makes one");
  }
  return SECRET;
}

/** Where alerts are sent, and what signs them, in the form of Standard Webhooks. */
export type AlertTarget = { readonly url: string; readonly secret: string };

/** Null when the operator wants no alerts. Throws, without the values, when they could not be sent or verified. */
export function readAlertTarget(env: Pick<Env, "ALERT_URL" | "ALERT_SECRET">): AlertTarget | null {
  const { ALERT_URL: url = "", ALERT_SECRET: secret = "" } = env;
  if (url === "") return null;
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    throw new Error("setting ALERT_URL is no URL that begins with https://");
  }
  if (!SIGNING_SECRET.test(secret)) {
    throw new Error("setting ALERT_SECRET is not whsec_ followed by 24 to 64 bytes in base64");
  }
  return { url, secret };
}

/** What signs the callbacks of imports; null when the operator wants none signed. Throws, without it, for what can't sign. */
export function readCallbackSecret({
  CALLBACK_SECRET: secret = "",
}: Pick<Env, "CALLBACK_SECRET">): string | null {
  if (secret === "") return null;
  if (!SIGNING_SECRET.test(secret)) {
    throw new Error("setting CALLBACK_SECRET is not whsec_ followed by 24 to 64 bytes in base64");
  }
  return secret;
}

const SIGNING_SECRET =
  /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?$/;

type SettingTexts = { readonly [Name in keyof typeof schema.entries]: string };

// The platform gives every request of an isolate the same object; to understand it anew took a tenth of an event's time.
const understood = new WeakMap<SettingTexts, Settings>();

/** Throws when a setting is none of its allowed values: better no answer than a wrong one. */
export function readSettings(env: SettingTexts): Settings {
  const settings = understood.get(env) ?? understand(env);
  understood.set(env, settings);
  return settings;
}

function understand(env: SettingTexts): Settings {
  const result = v.safeParse(schema, env);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`setting ${v.getDotPath(issue) ?? ""} ${issue.message}`);
  }
  const { PROCESSED_EVENT_TYPES, MARKERS, SWEEP_AFTER_SECONDS, RETENTION_DAYS, RATE_LIMIT } = result.output;
  return {
    processedTypes: new Set(PROCESSED_EVENT_TYPES),
    markers: MARKERS,
    sweepAfterMs: SWEEP_AFTER_SECONDS * 1000,
    retentionMs: RETENTION_DAYS === 0 ? null : RETENTION_DAYS * DAY_MS,
    limitsRate: RATE_LIMIT === "on",
  };
}
