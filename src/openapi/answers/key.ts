import * as v from "valibot";

import { SCOPES } from "../../domain/api-key.ts";
import { instant, keyId, said } from "./values.ts";

export const apiKey = v.object({
  keyOId: keyId,
  keyPrefix: said("the key's first nine characters"),
  label: v.nullable(v.string()),
  providerName: v.string(),
  scopes: v.array(v.picklist(SCOPES)),
  allowQuery: v.pipe(v.boolean(), v.description("whether the key may come as a query parameter")),
  strict: v.pipe(v.boolean(), v.description("whether its events are taken in the described forms only")),
  status: v.picklist(["active", "expired", "revoked"]),
  createdAt: instant,
  lastUsedAt: v.nullable(v.pipe(instant, v.description("up to 5 minutes behind"))),
  expiresAt: v.nullable(v.pipe(instant, v.description("null for never"))),
  revokedAt: v.nullable(instant),
  replacedByOId: v.nullable(said("the key that a rotation made in its place")),
});

export const newKey = v.object({
  apiKey: said("the key itself, this once"),
  key: apiKey,
});

export const rotatedKey = v.object({
  ...newKey.entries,
  replaced: v.pipe(apiKey, v.description("the old one")),
});
