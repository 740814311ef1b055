import * as v from "valibot";

import { SCOPES } from "../domain/api-key.ts";
import { MAX_GRACE_DAYS, MAX_LINE, readEnd, readLine, readProviderName } from "../domain/key-terms.ts";

const keyOId = v.pipe(v.string(), v.description("a key's id like key_0123…"));

const label = v.pipe(
  v.string(),
  v.check((text) => readLine(text) !== null, `is not one line of 1 to ${MAX_LINE} characters`),
  v.transform((text) => readLine(text) ?? ""),
  v.description(`one line of 1 to ${MAX_LINE} characters`),
);

const providerName = v.pipe(
  v.string(),
  v.check((text) => readProviderName(text) !== null, "is not one word of letters, digits, - and _"),
  v.transform((text) => readProviderName(text) ?? ""),
  v.description("one word like N8N, CLAY or MAKE"),
);

const scopes = v.pipe(
  v.array(v.picklist(SCOPES)),
  v.minLength(1, "is empty"),
  v.transform((names) => [...new Set(names)]),
  v.description(`a list of one or more of ${SCOPES.join(", ")}`),
);

/** What makes a key; `now` tells an end that is over already. */
export function creationOrder(now: number) {
  const expiresAt = v.pipe(
    v.string(),
    v.check((text) => readEnd(text) !== null, "is not an ISO 8601 date or time"),
    v.check((text) => (readEnd(text) ?? Infinity) > now, "is over already"),
    v.transform((text) => readEnd(text) ?? 0),
    v.description("a date like 2027-01-31 or a time like 2027-01-31T10:30:00Z, to come"),
  );
  return v.strictObject({
    label: v.nullish(label),
    providerName,
    scopes,
    expiresAt: v.nullish(expiresAt),
    allowQuery: v.optional(v.boolean(), true),
    strict: v.optional(v.boolean(), false),
  });
}

export const rotationOrder = v.strictObject({
  keyOId,
  graceDays: v.pipe(
    v.number(),
    v.minValue(0, "is less than 0"),
    v.maxValue(MAX_GRACE_DAYS, `is more than ${MAX_GRACE_DAYS}`),
    v.description(`a number of days from 0 to ${MAX_GRACE_DAYS}`),
  ),
});

export const revocationOrder = v.strictObject({ keyOId });

export const changeOrder = v.pipe(
  v.strictObject({
    keyOId,
    label: v.optional(label),
    allowQuery: v.optional(v.boolean()),
    strict: v.optional(v.boolean()),
  }),
  v.check(
    ({ label: changed, allowQuery, strict }) =>
      [changed, allowQuery, strict].some((given) => given !== undefined),
    "needs label, allowQuery or strict",
  ),
  v.description('an object like {"keyOId": "key_0123…", "allowQuery": false}'),
);
