import { describe, expect, it, vi } from "vitest";

import { deliver } from "../deliver.ts";
import { crmBody } from "../bodies.ts";
import { captureLogs } from "../logs.ts";
import { order } from "../order.ts";
import { post } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";
import { browse, ORIGIN, signIn, type Visited } from "./browse.ts";

const TOOLS = ["n8n", "Make", "Clay", "curl", "TypeScript", "Python", "HTTP"];
const KINDS = ["emails", "calls", "crm", "social"];

async function createAdmin() {
  const { secret, workspaceId } = await createTestKey();
  return { workspaceId, secret, cookie: await signIn(secret) };
}

/** What the forms of a set-up's page bring back. */
function fieldsIn(text: string): Readonly<Record<string, string>> {
  const fields = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}

function ticksIn({ text }: Visited): readonly string[] {
  const [, steps = ""] = /id="first-arrivals"[^>]*>(.*?)<form/s.exec(text) ?? ["", text];
  return [...steps.matchAll(/<li class="(\w+)"><span>(.*?)<\/span>/gs)].map(
    ([, state = "", what = ""]) =>
      `${state}: ${what.replaceAll(/<[^>]*>/g, "").replaceAll(/\d{4}-\S+ [\d:]+/g, "…")}`,
  );
}

async function setUp(cookie: string, tool: string, kind: string, more = {}) {
  const page = await browse("/connect", { cookie, form: { tool, kind, ...more } });
  const fields = fieldsIn(page.text);
  return {
    page,
    fields,
    again: (wanted: Readonly<Record<string, string>> = {}) =>
      browse("/connect/set-up", { cookie, form: { ...fields, ...wanted } }),
  };
}

describe.each(TOOLS)("the set-up of %s", (tool) => {
  it.each(KINDS)("has files for %s with the address and a fresh key, and hands each out", async (kind) => {
    const { cookie } = await createAdmin();
    const { page, fields, again } = await setUp(cookie, tool, kind);
    const { key = "" } = fields;
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/YOUR_|NAME\.workers/);
    const paths = [...page.text.matchAll(/name="file" value="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(paths.length).toBe(tool === "n8n" ? 2 : 1);
    const files = await Promise.all(paths.map((file) => again({ file })));
    for (const [index, { status, headers }] of files.entries()) {
      expect({ status, type: headers.get("content-type"), cached: headers.get("cache-control") }).toEqual({
        status: 200,
        type: "application/octet-stream",
        cached: "no-store",
      });
      const path = paths[index] ?? "";
      expect(headers.get("content-disposition")).toBe(
        `attachment; filename="touchlog-${path.replace("/", "-")}"`,
      );
    }
    const texts = files.filter((_file, index) => paths[index]?.endsWith(".json")).map(({ text }) => text);
    const parsed = texts.map((text): unknown => JSON.parse(text));
    expect(parsed.every((value) => typeof value === "object")).toBe(true);
    const all = files.map(({ text }) => text).join("");
    expect(all).not.toMatch(/YOUR_|NAME\.workers/);
    // Of a tool without a file for it the page says where to send and with what.
    const everything = tool === "HTTP" ? page.text : all;
    expect(everything).toContain(`${ORIGIN}/api/v2/analytics/webhook/receive/generic/${kind}`);
    expect(everything).toContain(key);
    expect((await post(key, "crm", crmBody())).status).toBe(200);
  });
});

describe("a set-up", () => {
  it("makes a key that may only send, with the tool's provider, and in a URL only where that is asked for", async () => {
    const { cookie, secret } = await createAdmin();
    const clay = await setUp(cookie, "Clay", "crm", { label: "Our table", allowQuery: "on" });
    const http = await setUp(cookie, "HTTP", "crm", { allowQuery: "on" });
    expect(clay.page.text).not.toContain("?api_key=");
    expect(http.page.text).toContain(`generic/crm?api_key=${http.fields["key"] ?? ""}`);
    const { text } = await browse("/keys", { cookie });
    expect(text).toMatch(/Our table<\/bdi>.*?<td>CLAY<\/td>\s*<td>ingest/s);
    expect(text).not.toContain(clay.fields["key"] ?? secret);
    expect((await browse("/live", { cookie: await signIn(secret) })).status).toBe(200);
  });

  it.each([
    ["n8n", "the file holds none"],
    ["Make", "Address and key stand in"],
    ["Clay", "<code>api_key</code> with"],
    ["curl", "The key stands in it"],
    ["TypeScript", "The key stands in it"],
    ["Python", "The key stands in it"],
    ["HTTP", "the key in the header"],
  ])("of %s says where the key goes, and it stands in a file when the page says so", async (tool, words) => {
    const { cookie } = await createAdmin();
    const { page, fields, again } = await setUp(cookie, tool, "emails");
    const text = page.text.replaceAll(/\s+/g, " ");
    expect(text).toContain(words);
    const [, file = ""] = /name="file" value="([^"]+)"/.exec(page.text) ?? [];
    const isInFile = (await again({ file })).text.includes(fields["key"] ?? "");
    expect(isInFile).toBe(!["n8n", "HTTP"].includes(tool));
  });

  it.each([
    ["n8n", "host.docker.internal"],
    ["Make", "where Make can't reach it"],
    ["Clay", "where Clay can't reach it"],
    ["curl", null],
    ["HTTP", null],
  ])(
    "of %s on this machine says what to do about its address, and elsewhere nothing",
    async (tool, words) => {
      const { cookie } = await createAdmin();
      const step = { cookie, form: { tool, kind: "crm" } };
      for (const origin of ["http://127.0.0.1:9000", "http://localhost:9000", "https://touchlog.example"]) {
        const text = (await browse("/connect", { ...step, origin })).text.replaceAll(/\s+/g, " ");
        const isHere = !origin.startsWith("https");
        const said = ["runs on your own machine", words ?? ""].map((some) => text.includes(some));
        expect(said).toEqual(words === null ? [false, true] : [isHere, isHere]);
      }
    },
  );

  it.each([{}, { tool: "n8n" }, { tool: "../sign-in", kind: "crm" }, { tool: "n8n", kind: "faxes" }])(
    "is not begun with %j",
    async (form) => {
      const { cookie } = await createAdmin();
      const { status, text } = await browse("/connect", { cookie, form });
      expect(status).toBe(400);
      expect(text).toContain("Nothing was done: choose what sends");
    },
  );

  it("puts no address into a file that could break it", async () => {
    const { cookie } = await createAdmin();
    const origin = "https://a'$(id)`.example";
    const { status, text } = await browse("/connect", {
      cookie,
      form: { tool: "curl", kind: "crm" },
      origin,
    });
    expect(status).toBe(400);
    expect(text).not.toContain('name="file"');
  });

  it("takes no key of another workspace, nor what is none", async () => {
    const { cookie } = await createAdmin();
    const other = await createTestKey();
    const { again } = await setUp(cookie, "n8n", "crm");
    for (const key of [other.secret, "tl_nobody", "'; rm -rf /", ""]) {
      const { status, text } = await again({ key, test: "1" });
      expect(status).toBe(400);
      expect(text).toContain("the key is none of this workspace");
    }
    expect((await browse("/events", { cookie: await signIn(other.secret) })).text).toContain(
      "Nothing has arrived yet",
    );
  });

  it("opens what leads away from its key in a new tab, also what arrives later", async () => {
    const { cookie } = await createAdmin();
    for (const tool of ["n8n", "HTTP"]) {
      const { again } = await setUp(cookie, tool, "crm");
      const { text } = await again({ test: "1" });
      const [, main = ""] = text.split("<main");
      const links = [...main.matchAll(/<a [^>]*>/g)].map(([link]) => link);
      const away = links.filter((link) => link.includes('target="_blank" rel="noopener"'));
      // Connect itself begins again.
      expect(links.filter((link) => !away.includes(link))).toEqual(['<a href="/connect">']);
      expect(away.some((link) => link.includes('"/overview"'))).toBe(true);
    }
  });

  it("leaves no key in a log line", async () => {
    const { cookie } = await createAdmin();
    const logs = captureLogs();
    const { fields, again } = await setUp(cookie, "n8n", "emails");
    await again({ test: "1" });
    await again({ file: "n8n/credentials.json" });
    vi.restoreAllMocks();
    expect(logs.text()).toContain("/connect/set-up");
    expect(logs.text()).not.toContain(fields["key"]);
  });
});

describe("a test event", () => {
  it.each(["emails", "calls"])("of %s goes the way of all, and its steps end at processed", async (kind) => {
    const { cookie, workspaceId } = await createAdmin();
    const { page, again } = await setUp(cookie, "Make", kind);
    expect(ticksIn(page)).toEqual(["waiting: Waiting for the first event from Make"]);
    const sent = await again({ test: "1" });
    expect(
      ticksIn(sent)
        .slice(0, -1)
        .map((tick) => tick.split(" ")[0]),
    ).toEqual(["done:", "done:", "done:", "waiting:", "waiting:"]);
    const [id = ""] = /evt_\w+/.exec(sent.text) ?? [];
    await deliver([{ workspaceId, id, run: 1 }]);
    const seen = await browse("/connect/set-up", { cookie, form: fieldsIn(sent.text) });
    expect(ticksIn(seen)).toEqual([
      "done: Key accepted",
      expect.stringMatching(/^done: Received at … UTC: .*Touchlog test/),
      "done: Stored",
      "done: Queued",
      "done: Processed at … UTC",
      "waiting: Waiting for the first event from Make",
    ]);
    expect(seen.text).toContain(`/events/${id}/delete`);
  });

  it.each(["crm", "social"])("of %s is complete once it is stored", async (kind) => {
    const { cookie } = await createAdmin();
    const { again } = await setUp(cookie, "n8n", kind);
    expect(ticksIn(await again({ test: "1" }))[3]).toMatch(/^done: Complete: \w+ needs no processing$/);
  });

  it("is another each time", async () => {
    const { cookie } = await createAdmin();
    const { again } = await setUp(cookie, "n8n", "crm");
    const first = await again({ test: "1" });
    const second = await browse("/connect/set-up", { cookie, form: { ...fieldsIn(first.text), test: "1" } });
    expect(fieldsIn(second.text)["tests"]?.match(/evt_\w+/g)).toHaveLength(2);
    expect(ticksIn(second).at(-1)).toBe("waiting: Waiting for the first event from n8n");
  });

  it("that is refused says why, with the mend", async () => {
    const { cookie, secret } = await createAdmin();
    const { again } = await setUp(cookie, "n8n", "emails");
    const address = "recipient@touchlog-test.example";
    await order(secret, "/api/v2/subjects/erase", { email: address, suppress: true }, silentQueue);
    const refused = await again({ test: "1" });
    expect(ticksIn(refused)[0]).toMatch(
      /^missed: Refused: the event names a person who was erased.*leave out/,
    );
  });

  it("with a key that was revoked since says so", async () => {
    const { cookie } = await createAdmin();
    const { again } = await setUp(cookie, "n8n", "emails");
    const list = await browse("/keys", { cookie });
    const id = /\/keys\/(key_\w+)\/revoke/.exec(list.text)?.[1] ?? "";
    await browse(`/keys/${id}/revoke`, { cookie, form: {} });
    expect(ticksIn(await again({ test: "1" }))[0]).toMatch(
      /^missed: Refused: the API key .* was revoked .* use another/,
    );
  });
});

async function look(cookie: string, fields: Readonly<Record<string, string>>, keyId: string) {
  const query = new URLSearchParams({ ...fields, key: keyId });
  const visited = await browse(`/connect/steps?${query.toString()}`, { cookie });
  return { ticks: ticksIn(visited), text: visited.text };
}

async function begin() {
  const { cookie } = await createAdmin();
  const { page, fields } = await setUp(cookie, "n8n", "crm");
  const keyId = /data-watch="[^"]*key=(key_\w+)/.exec(page.text)?.[1] ?? "";
  return { secret: fields["key"] ?? "", look: () => look(cookie, fields, keyId) };
}

describe("what the tool sends by itself", () => {
  it("ticks with its first event", async () => {
    const { secret, look: lookAgain } = await begin();
    expect((await lookAgain()).ticks).toEqual(["waiting: Waiting for the first event from n8n"]);
    await send({ secret, kind: "crm", body: crmBody({ opportunityName: "From <b>n8n" }), env: silentQueue });
    const { ticks, text } = await lookAgain();
    expect(ticks[0]).toMatch(/^done: Received at … UTC: .*From &lt;b&gt;n8n/);
    expect(text).not.toContain("From <b>n8n");
  });

  it("shows what comes after its first event too", async () => {
    const { secret, look: lookAgain } = await begin();
    for (const opportunityName of ["The first", "The second"]) {
      const body = crmBody({ opportunityId: opportunityName, opportunityName });
      await send({ secret, kind: "crm", body, env: silentQueue });
      expect((await lookAgain()).ticks[0]).toContain(opportunityName);
    }
  });

  it("shows what is refused, with the mend and the way to it", async () => {
    const { secret, look: lookAgain } = await begin();
    const { json } = await post(secret, "crm", crmBody({ opportunityName: null }));
    const { ticks, text } = await lookAgain();
    expect(ticks[0]).toMatch(/^missed: Refused: opportunityName is missing.* Mend it …$/);
    expect(text).toContain(`/refused/${String(json["rejectionOId"])}`);
  });

  it("shows that the key was used when what came is nothing new", async () => {
    const { cookie, secret: other } = await createAdmin();
    const body = crmBody({ eventId: "twice" });
    await send({ secret: other, kind: "crm", body, env: silentQueue });
    const { page, fields } = await setUp(cookie, "n8n", "crm");
    const keyId = /data-watch="[^"]*key=(key_\w+)/.exec(page.text)?.[1] ?? "";
    await send({ secret: fields["key"] ?? "", kind: "crm", body, env: silentQueue });
    expect((await look(cookie, fields, keyId)).ticks[0]).toMatch(/^waiting: The key was used at … UTC/);
  });
});
