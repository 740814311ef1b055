import { exports } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { countRows, readEvents } from "../rows.ts";
import { createTestKey } from "../workspace.ts";

const URL = "http://touchlog/api/v2/analytics/webhook/receive/generic/emails";

const answerSchema = v.object({ additionalData: v.object({ eventOId: v.string(), duplicate: v.boolean() }) });

async function postAll(secrets: readonly string[]) {
  const body = JSON.stringify(emailBody());
  return Promise.all(
    secrets.map(async (secret) => {
      const response = await exports.default.fetch(URL, {
        method: "POST",
        headers: { api_key: secret },
        body,
      });
      return { status: response.status, ...v.parse(answerSchema, await response.json()).additionalData };
    }),
  );
}

describe("promise 2: one event, one row", () => {
  it("keeps one of 200 identical events that arrive at once, and tells one sender that it was first", async () => {
    const { secret, workspaceId } = await createTestKey();
    const answers = await postAll(Array.from({ length: 200 }, () => secret));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(200);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(answers.map(({ eventOId }) => eventOId)).size).toBe(1);
    await expect
      .poll(() => readEvents(workspaceId), { timeout: 10_000 })
      .toMatchObject([{ status: "processed", duplicates: 199 }]);
    expect(await countRows("messages", workspaceId)).toBe(1);
  });

  it("does so over all keys of a workspace", async () => {
    const first = await createTestKey();
    const second = await createTestKey({ workspaceId: first.workspaceId });
    const secrets = Array.from({ length: 100 }, (_none, index) =>
      index % 2 === 0 ? first.secret : second.secret,
    );
    const answers = await postAll(secrets);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await readEvents(first.workspaceId)).toHaveLength(1);
  });

  it("keeps the events of two workspaces apart", async () => {
    const ours = await createTestKey();
    const theirs = await createTestKey();
    const answers = await postAll([ours.secret, theirs.secret]);
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, false]);
    expect(answers[0]?.eventOId).not.toBe(answers[1]?.eventOId);
    expect(await readEvents(ours.workspaceId)).toHaveLength(1);
    expect(await readEvents(theirs.workspaceId)).toHaveLength(1);
  });
});
