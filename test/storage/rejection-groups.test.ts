import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import { groupRejections } from "../../src/storage/rejection-groups.ts";
import { createWorkspace } from "../workspace.ts";

/** A refused body; `open` unless it was sent again. */
async function keep(workspaceId: string, id: string, receivedAt: number, replayedAt: number | null) {
  await env.DB.prepare(
    `INSERT INTO rejections (id, workspace_id, key_id, key_label, provider, kind, status, code, fault, message, errors,
       body, body_bytes, is_whole, received_at, replayed_at)
     VALUES (?1, ?2, 'key_1', 'a tool', 'GENERIC', 'crm', 400, 'invalid_event', 'name is missing', ?1, '[]', '{}', 2, 1, ?3, ?4)`,
  )
    .bind(id, workspaceId, receivedAt, replayedAt)
    .run();
}

it("leads to the latest body that is open, and to the latest of all when none is", async () => {
  const { id: workspaceId } = await createWorkspace();
  await keep(workspaceId, `${workspaceId} first`, 1, null);
  await keep(workspaceId, `${workspaceId} second`, 2, null);
  await keep(workspaceId, `${workspaceId} mended`, 3, 4);
  const group = { kind: "crm", count: 3 };
  expect(await groupRejections(env.DB, workspaceId)).toMatchObject([
    { ...group, id: `${workspaceId} second`, receivedAt: 2, open: 2 },
  ]);
  await env.DB.prepare("UPDATE rejections SET replayed_at = 5 WHERE workspace_id = ?1")
    .bind(workspaceId)
    .run();
  expect(await groupRejections(env.DB, workspaceId)).toMatchObject([
    { ...group, id: `${workspaceId} mended`, receivedAt: 3, open: 0 },
  ]);
});
