import * as v from "valibot";

import { SCOPES } from "../../domain/api-key.ts";
import { changeOrder, creationOrder, revocationOrder, rotationOrder } from "../../http/key-order.ts";
import { apiKey, newKey, rotatedKey } from "../answers/key.ts";
import { answered, instant, keyId, metadata } from "../answers/values.ts";
import { EXAMPLE_TIME, IDS, METADATA } from "../example-values.ts";
import type { Operation } from "../operation.ts";

const TAG = "Keys";

const key = {
  keyOId: IDS.key,
  keyPrefix: "tl_3kTMd5",
  label: "n8n, campaign mails",
  providerName: "N8N",
  scopes: ["ingest"],
  allowQuery: true,
  strict: false,
  status: "active",
  createdAt: EXAMPLE_TIME,
  lastUsedAt: null,
  expiresAt: "2100-01-01T00:00:00.000Z",
  revokedAt: null,
  replacedByOId: null,
};

const said = (message: string) => ({ ...METADATA, message });

export const keyOperations: readonly Operation[] = [
  {
    call: "GET /api/v2/api-key/validate",
    id: "validate_key",
    tag: TAG,
    summary: "Check a key",
    description: "Says whose key it is and what it allows. Any key that works will do.",
    needs: "any key",
    answer: {
      description: "The key works.",
      schema: v.object({
        _metadata: metadata,
        status: v.literal("ok"),
        valid: v.literal(true),
        workspaceOId: v.string(),
        workspaceName: v.string(),
        keyOId: keyId,
        keyPrefix: v.string(),
        label: v.nullable(v.string()),
        providerName: v.string(),
        scopes: v.array(v.picklist(SCOPES)),
        expiresAt: v.nullable(instant),
      }),
      example: {
        _metadata: said("API key is valid"),
        status: "ok",
        valid: true,
        workspaceOId: IDS.workspace,
        workspaceName: "Acme",
        keyOId: IDS.key,
        keyPrefix: "tl_3kTMd5",
        label: "n8n, campaign mails",
        providerName: "N8N",
        scopes: ["ingest"],
        expiresAt: null,
      },
    },
  },
  {
    call: "GET /api/v2/keys",
    id: "list_keys",
    tag: TAG,
    summary: "List keys",
    description: "All keys of the workspace, the oldest first, also those that are over.",
    needs: "admin",
    answer: {
      description: "The keys. The keys themselves are not stored.",
      schema: answered(v.object({ keys: v.array(apiKey) })),
      example: { _metadata: said("Keys listed successfully"), data: { keys: [key] } },
    },
  },
  {
    call: "POST /api/v2/keys",
    id: "create_key",
    tag: TAG,
    summary: "Create a key",
    description: "The answer has the key itself, this once.",
    needs: "admin",
    body: {
      // What it is made at matters only for an end that is over already.
      schema: creationOrder(0),
      examples: {
        create: {
          label: "n8n, campaign mails",
          providerName: "N8N",
          scopes: ["ingest"],
          expiresAt: "2099-12-31",
        },
      },
    },
    answer: {
      description: "The key.",
      schema: answered(newKey),
      example: {
        _metadata: said("Key created: keep it now, it can't be shown again"),
        data: { apiKey: "tl_…", key },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/keys/rotate",
    id: "rotate_key",
    tag: TAG,
    summary: "Rotate a key",
    description:
      "Makes a key like an old one, with as long a life, while the old one works on for a grace period.",
    needs: "admin",
    body: { schema: rotationOrder, examples: { rotate: { keyOId: IDS.key, graceDays: 7 } } },
    answer: {
      description: "The new key, and the old one.",
      schema: answered(rotatedKey),
      example: {
        _metadata: said("Key rotated: keep the new one now, it can't be shown again"),
        data: {
          apiKey: "tl_…",
          key: { ...key, keyOId: IDS.newKey, keyPrefix: "tl_9XbQ2f" },
          replaced: { ...key, expiresAt: "2026-11-28T10:30:00.000Z", replacedByOId: IDS.newKey },
        },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/keys/update",
    id: "update_key",
    tag: TAG,
    summary: "Change a key",
    description: "Its `label`, `allowQuery`, `strict` or several of them.",
    needs: "admin",
    body: { schema: changeOrder, examples: { update: { keyOId: IDS.key, allowQuery: false } } },
    answer: {
      description: "The key as it is then.",
      schema: answered(v.object({ key: apiKey })),
      example: { _metadata: said("Key updated"), data: { key: { ...key, allowQuery: false } } },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/keys/revoke",
    id: "revoke_key",
    tag: TAG,
    summary: "Revoke a key",
    description: "Ends it for good. The key that asks can't end itself.",
    needs: "admin",
    body: { schema: revocationOrder, examples: { revoke: { keyOId: IDS.key } } },
    answer: {
      description: "The key as it is then.",
      schema: answered(v.object({ key: apiKey })),
      example: {
        _metadata: said("Key revoked"),
        data: { key: { ...key, status: "revoked", revokedAt: EXAMPLE_TIME } },
      },
    },
    refusals: ["not_found"],
  },
];
