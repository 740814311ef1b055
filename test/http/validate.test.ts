import { expect, it } from "vitest";

import { get, metadataOf } from "../request.ts";
import { createTestKey, createWorkspace } from "../workspace.ts";

const PATH = "/api/v2/api-key/validate";

it("says whose key it is and what it may do", async () => {
  const { id, name } = await createWorkspace();
  const { secret, key } = await createTestKey({
    workspaceId: id,
    provider: "MAKE",
    scopes: ["ingest", "read"],
    expiresAt: Date.UTC(2099, 0, 1),
  });
  const answer = await get(secret, PATH);
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    _metadata: metadataOf(answer, "API key is valid"),
    status: "ok",
    valid: true,
    workspaceOId: id,
    workspaceName: name,
    keyOId: key.id,
    keyPrefix: secret.slice(0, 9),
    label: "test",
    providerName: "MAKE",
    scopes: ["ingest", "read"],
    expiresAt: "2099-01-01T00:00:00.000Z",
  });
});

it("says so of a key without an end", async () => {
  const { secret } = await createTestKey({ scopes: [] });
  expect(await get(secret, PATH)).toMatchObject({
    status: 200,
    json: { valid: true, scopes: [], expiresAt: null },
  });
});
