import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import {
  deleteOldRejections,
  KEPT_DAYS,
  KEPT_IN_ALL,
  keepRejections,
  type NewRejection,
} from "../../src/storage/rejection-log.ts";
import { createWorkspace } from "../workspace.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

async function keep(rejection: NewRejection): Promise<void> {
  const { workspaceId, receivedAt } = rejection;
  await env.DB.batch(keepRejections(env.DB, workspaceId, receivedAt, [{ rejection, hashes: null }]));
}

async function count(workspaceId: string): Promise<number> {
  const row = await env.DB.prepare("SELECT count(*) AS n FROM rejections WHERE workspace_id = ?1")
    .bind(workspaceId)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

function newRejection(workspaceId: string, index: number, receivedAt: number): NewRejection {
  return {
    id: `rej_${workspaceId}_${index}`,
    workspaceId,
    keyId: "key_1",
    keyLabel: "test",
    provider: "GENERIC",
    kind: "emails",
    status: 400,
    code: "invalid_event",
    fault: `invalid_event ${index}`,
    message: "",
    errors: [],
    receivedAt,
    body: "{}",
    bodyBytes: 2,
    isWhole: true,
    isStrict: false,
  };
}

it("keeps the latest rejections of a workspace, and no other workspace pays for it", async () => {
  const noisy = (await createWorkspace()).id;
  const quiet = (await createWorkspace()).id;
  await keep(newRejection(quiet, 0, 1_000_000));
  for (let index = 0; index < KEPT_IN_ALL + 5; index++)
    await keep(newRejection(noisy, index, 1_000_000 + index));
  expect(await count(noisy)).toBe(KEPT_IN_ALL);
  expect(await count(quiet)).toBe(1);
});

it("lets go of rejections that are too old", async () => {
  const { id } = await createWorkspace();
  const start = 100 * DAY_MS;
  await keep(newRejection(id, 0, start));
  await keep(newRejection(id, 1, start + (KEPT_DAYS - 1) * DAY_MS));
  expect(await count(id)).toBe(2);
  await keep(newRejection(id, 2, start + KEPT_DAYS * DAY_MS + 1));
  expect(await count(id)).toBe(2);
});

it("lets go of them by the clock too, where nothing more is refused", async () => {
  await env.DB.prepare("DELETE FROM rejections").run();
  const { id } = await createWorkspace();
  const start = 100 * DAY_MS;
  await keep(newRejection(id, 0, start));
  await deleteOldRejections(env.DB, start + KEPT_DAYS * DAY_MS);
  expect(await count(id)).toBe(1);
  await deleteOldRejections(env.DB, start + KEPT_DAYS * DAY_MS + 1);
  expect(await count(id)).toBe(0);
});

it("keeps 200 a day of one fault", async () => {
  const { id } = await createWorkspace();
  for (let index = 0; index < 210; index++) {
    const at = 100 * DAY_MS + index * 60_000;
    await keep({ ...newRejection(id, index, at), fault: "invalid_event to[].email" });
  }
  expect(await count(id)).toBe(200);
});
