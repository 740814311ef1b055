import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { crmBody, emailBody } from "../bodies.ts";
import { post } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";
import { browse, signIn } from "./browse.ts";

type Sender = Awaited<ReturnType<typeof createAdmin>>;

async function createAdmin() {
  const { secret, key, workspaceId } = await createTestKey({ provider: "N8N" });
  return { secret, key, workspaceId, cookie: await signIn(secret) };
}

/** The path of the page of a body that is refused. */
async function refuse(secret: string, kind: string, body: object): Promise<string> {
  return `/refused/${String((await post(secret, kind, body)).json["rejectionOId"])}`;
}

const refuseCrm = ({ secret }: Sender) => refuse(secret, "crm", crmBody({ opportunityName: null }));
const refuseEmail = ({ secret }: Sender) => refuse(secret, "emails", emailBody({ to: [] }));

/** The path of the page of the event that came of it. */
async function mend({ cookie }: Sender, path: string, body: object): Promise<string> {
  const { location } = await browse(path, { cookie, form: { body: JSON.stringify(body) } });
  if (location === null) throw new Error("refused again");
  return location.replace("?mended=1", "");
}

async function read({ cookie }: Sender, path: string) {
  const { status, text } = await browse(path, { cookie });
  const words = text
    .replace(/^.*<main/s, "")
    .replaceAll(/<option.*?<\/option>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
  return { status, text, words };
}

/** The first cell to hold a link of each fault, in their order. */
function pathsIn(text: string): readonly (string | undefined)[] {
  return [...text.matchAll(/<td class="main"><a href="([^"]+)"/g)].map(([, path]) => path);
}

describe("the list of what was refused", () => {
  it("shows what is open unless all is asked for, and counts both", async () => {
    const sender = await createAdmin();
    const crm = await refuseCrm(sender);
    const email = await refuseEmail(sender);
    const event = await mend(sender, email, emailBody());
    const open = await read(sender, "/refused");
    expect(pathsIn(open.text)).toEqual([crm]);
    expect(open.words).toContain("Open: 1 All: 2");
    expect(open.words).toContain("1 open");
    const all = await read(sender, "/refused?show=all");
    // The mended one is the later of the two.
    expect(pathsIn(all.text)).toEqual([crm, email]);
    expect(all.words).toContain("1 mended event");
    expect(all.text).toContain(`<a href="${event}">event</a>`);
  });

  it("says of a fault how many of its bodies are open and how many mended", async () => {
    const sender = await createAdmin();
    const [first] = [await refuseCrm(sender), await refuseCrm(sender), await refuseCrm(sender)];
    await mend(sender, first, crmBody());
    expect((await read(sender, "/refused")).words).toContain("2 open 1 mended");
  });

  it("says that nothing is open when all is mended", async () => {
    const sender = await createAdmin();
    await mend(sender, await refuseCrm(sender), crmBody());
    const { text, words } = await read(sender, "/refused");
    expect(pathsIn(text)).toEqual([]);
    expect(words).toContain("Nothing is open Mended and sent again: 1.");
  });

  it("says whose each is, and is filtered by the kind and the sender", async () => {
    const sender = await createAdmin();
    const { secret, key } = await createTestKey({
      workspaceId: sender.workspaceId,
      provider: "CLAY",
    });
    const [crm, email] = [await refuseCrm(sender), await refuseEmail(sender)];
    const other = await refuse(secret, "crm", crmBody({ opportunityName: null }));
    const whole = await read(sender, "/refused");
    expect(new Set(pathsIn(whole.text))).toEqual(new Set([crm, email, other]));
    expect(whole.words).toContain("test · N8N");
    expect(whole.words).toContain("test · CLAY");
    expect(whole.text).toContain(`<option value="${key.id}">test · CLAY</option>`);
    const ofKind = await read(sender, "/refused?kind=crm");
    expect(new Set(pathsIn(ofKind.text))).toEqual(new Set([crm, other]));
    const ofSender = await read(sender, `/refused?kind=crm&key=${key.id}`);
    expect(pathsIn(ofSender.text)).toEqual([other]);
    expect(ofSender.words).toContain("Open: 1 All: 1");
    expect(ofSender.text).toContain(`href="/refused?kind=crm&amp;key=${key.id}&amp;show=all"`);
    const [kind, gone] = [
      await read(sender, "/refused?kind=calls"),
      await read(sender, "/refused?key=key_none"),
    ];
    expect(kind.words).toContain("Nothing that is kept is like that");
    expect(gone.words).toContain("Nothing that is kept is like that");
    expect(gone.words).not.toContain("All refusals");
  });
});

it("shows on Live which refused bodies are open, and leads from a mended one to its event", async () => {
  const sender = await createAdmin();
  const path = await refuseCrm(sender);
  expect((await read(sender, "/live?outcome=refused")).words).toContain("refused open");
  const event = await mend(sender, path, crmBody());
  const { text, words } = await read(sender, "/live?outcome=refused");
  expect(words).not.toContain("refused open");
  expect(text).toContain(`<a href="${event}">mended</a>`);
});

it("says of a mended body that nothing is left to do, and shows it beside those that are open", async () => {
  const sender = await createAdmin();
  const [open, mended] = [await refuseCrm(sender), await refuseCrm(sender)];
  expect((await read(sender, mended)).words).toContain("Refused crm open Refused at ");
  const event = await mend(sender, mended, crmBody());
  const { text, words } = await read(sender, mended);
  expect(words).toContain("Refused crm mended Refused at ");
  expect(words).toContain("Nothing is left to do.");
  expect(text).toContain(`<a href="${event}">`);
  expect(text).not.toContain('class="fault"');
  expect((await read(sender, open)).text).toContain(`<a href="${event}">mended</a>`);
});

describe("the page of an event", () => {
  it("tells that it was refused first, with a link to the refusal", async () => {
    const sender = await createAdmin();
    const path = await refuseCrm(sender);
    const { text, words } = await read(sender, await mend(sender, path, crmBody()));
    expect(text).toContain(`<a href="${path}">refused</a> at <time`);
    expect(words).toMatch(/mended\s+refused at [\d-]+ [\d:]+ , sent again .*received/);
  });

  it("says that it is complete when its sub-type needs no processing, and offers none", async () => {
    const sender = await createAdmin();
    const { id: kept } = await send({
      secret: sender.secret,
      kind: "crm",
      body: crmBody(),
      env: silentQueue,
    });
    const { id: due } = await send({ secret: sender.secret, body: emailBody(), env: silentQueue });
    const complete = await read(sender, `/events/${kept}`);
    expect(complete.words).toContain("needs no processing");
    expect(complete.words).not.toContain("Process again");
    expect(complete.words).toContain("Delete …");
    expect((await read(sender, `/events/${due}`)).words).not.toContain("needs no processing");
    const setStatus = env.DB.prepare("UPDATE events SET status = ?2 WHERE id = ?1");
    for (const status of ["processed", "failed"]) {
      await setStatus.bind(due, status).run();
      expect((await read(sender, `/events/${due}`)).words).toContain("Process again");
    }
  });
});
