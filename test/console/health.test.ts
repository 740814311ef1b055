import { env } from "cloudflare:workers";
import { beforeEach, expect, it, vi } from "vitest";

import { crmBody, emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { post } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";
import { settleAll } from "../settle.ts";
import { browse, signIn } from "./browse.ts";

const UNKNOWN = "unknown while the database does not answer";

beforeEach(settleAll);

async function createReader() {
  const { secret, workspaceId } = await createTestKey();
  return { secret, workspaceId, cookie: await signIn(secret) };
}

function clean(part: string): string {
  return part
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** What stands beside each figure, and what the page says besides. */
async function look(cookie: string, bindings: object = {}) {
  const { status, text } = await browse("/health", { cookie, env: bindings });
  const figures = Object.fromEntries(
    [...text.matchAll(/<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/gs)].map(([, name = "", value = ""]) => [
      clean(name),
      clean(value),
    ]),
  );
  return { status, text, figures, words: clean(text.replace(/^.*<main/s, "")) };
}

it("counts what is open and what failed in this workspace, and leads there", async () => {
  const { secret, workspaceId, cookie } = await createReader();
  expect((await look(cookie)).figures).toMatchObject({
    "Refused bodies that are open": "none",
    "Events that failed": "none",
  });
  const refused = await post(secret, "crm", crmBody({ opportunityName: null }));
  await post(secret, "emails", emailBody({ to: [] }));
  await post(secret, "emails", emailBody({ to: [] }));
  const path = `/refused/${String(refused.json["rejectionOId"])}`;
  await browse(path, { cookie, form: { body: JSON.stringify(crmBody()) } });
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  await env.DB.prepare("UPDATE events SET status = 'failed', due_at = NULL WHERE id = ?1").bind(id).run();
  const other = await createTestKey();
  await post(other.secret, "emails", {});
  const { text, figures } = await look(cookie);
  expect(workspaceId).not.toBe(other.workspaceId);
  expect(figures).toMatchObject({ "Refused bodies that are open": "2", "Events that failed": "1" });
  expect(text).toContain('<a href="/refused">2</a>');
  expect(text).toMatch(/<a href="\/events\?status=failed">1<\/a\s*>/);
});

it("says of each figure that it is unknown while the database does not answer, and that the platform is in trouble", async () => {
  const { cookie } = await createReader();
  // With the key looked at before, which an isolate remembers.
  await look(cookie);
  vi.spyOn(console, "error").mockReturnValue();
  const { status, figures, words } = await look(cookie, { DB: faultyD1(env.DB, () => "before") });
  vi.restoreAllMocks();
  expect(status).toBe(200);
  expect(figures).toMatchObject({
    "Refused bodies that are open": UNKNOWN,
    "Events that failed": UNKNOWN,
    "Events that wait to be processed": UNKNOWN,
    "The oldest of them arrived (UTC)": UNKNOWN,
    "The last sweep, due every minute (UTC)": UNKNOWN,
  });
  expect(words).toContain("The trouble is the platform's");
});

it("says that the trouble is on our side when a setting is wrong, and shows every figure", async () => {
  const { cookie } = await createReader();
  vi.spyOn(console, "error").mockReturnValue();
  const { figures, words } = await look(cookie, { MARKERS: "some" });
  vi.restoreAllMocks();
  expect(words).toContain("The trouble is on our side");
  expect(figures).toMatchObject({ "Events that wait to be processed": "0" });
  expect(Object.values(figures)).not.toContain(UNKNOWN);
});
