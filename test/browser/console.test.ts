import { once } from "node:events";
import { createServer } from "node:http";

import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LEXICON } from "../../src/lexicon/lexicon.ts";
import { makeStoredFacts } from "../../src/pipeline/stored-facts.ts";
import { callBody, crmBody, emailBody } from "../bodies.ts";
import { createHolder, type Holder } from "../measure/holder.ts";
import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { ROOT } from "../system/docs.ts";
import { launchChrome } from "./chrome.ts";
import { findFlaws } from "./flaws.ts";
import type { Visit } from "./page.ts";
import { postEvent } from "./post.ts";
import { signIn as signInTo } from "./sign-in.ts";

const browser: Browser | null = await launchChrome();

// Each width and each colour scheme once.
const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ["wide and light", { colorScheme: "light" }],
  ["narrow and dark", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
];

const HOSTILE = `"'><script>document.title="taken"</script><img src=x onerror="document.title='taken'">`;

describe.skipIf(browser === null)("the console in a browser", () => {
  let runtime: Runtime;

  beforeAll(async () => {
    runtime = await startRuntime(ROOT);
  });

  afterAll(async () => {
    await browser?.close();
    await runtime.close();
  });

  function signIn({ secret }: Holder, options: BrowserContextOptions = {}): Promise<Visit> {
    if (browser === null) throw new Error("no browser");
    return signInTo(browser, runtime.origin, secret, options);
  }

  function post(secret: string, kind: string, body: object) {
    return postEvent(runtime.origin, secret, kind, body);
  }

  it.each([true, false])(
    "leads through a set-up and ticks what arrives, with scripts: %s",
    async (javaScriptEnabled) => {
      const holder = await createHolder(runtime.env.DB);
      const { page, complaints, close } = await signIn(holder, { javaScriptEnabled });
      await page.getByRole("link", { name: "Connect", exact: true }).click();
      await page.getByLabel("crm").check();
      await page.getByRole("button", { name: "Make the key" }).click();
      await page.getByText("Waiting for the first event from n8n").waitFor();
      await page.getByRole("button", { name: "Send a test event" }).click();
      await page.getByText("needs no processing").waitFor();
      expect(await page.getByText("Connected.").isVisible()).toBe(false);
      const key = await page.getByLabel("Key n8n, crm").first().inputValue();
      await post(key, "crm", crmBody({ opportunityName: "Sent by n8n" }));
      if (!javaScriptEnabled) await page.getByRole("button", { name: "Look again" }).click();
      await page.getByRole("link", { name: "Sent by n8n" }).waitFor();
      await page.getByText("Connected.").waitFor();
      await post(key, "crm", crmBody({ opportunityId: "another", opportunityName: "Sent later" }));
      if (!javaScriptEnabled) await page.getByRole("button", { name: "Look again" }).click();
      await page.getByRole("link", { name: "Sent later" }).waitFor();
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download n8n/crm.json" }).click();
      expect((await download).suggestedFilename()).toBe("touchlog-n8n-crm.json");
      expect(complaints()).toEqual([]);
      await close();
    },
  );

  it("asks for nothing while it is paused or hidden, and takes up what it missed", async () => {
    const holder = await createHolder(runtime.env.DB);
    const { page, close } = await signIn(holder);
    await page.getByRole("heading", { name: "Nothing has arrived yet" }).waitFor();
    let polls = 0;
    page.on("request", (request) => (polls += request.url().includes("/live/rows") ? 1 : 0));
    await page.getByRole("button", { name: "Pause" }).click();
    await page.waitForTimeout(2_500);
    expect(polls).toBe(0);
    await post(holder.secret, "crm", crmBody({ opportunityName: "Missed" }));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("link", { name: "Missed" }).waitFor();
    await close();
  });

  it("takes back that none of the latest is what was asked for when one arrives", async () => {
    const holder = await createHolder(runtime.env.DB);
    const { page, close } = await signIn(holder);
    await page.goto(`${runtime.origin}/live?outcome=refused`);
    const none = page.getByRole("heading", { name: "None of these among the latest arrivals" });
    await none.waitFor();
    await post(holder.secret, "crm", crmBody({ opportunityName: null }));
    await page.getByRole("link", { name: "opportunityName is missing" }).waitFor();
    expect(await none.isVisible()).toBe(false);
    await close();
  });

  it("works without scripts", async () => {
    const holder = await createHolder(runtime.env.DB);
    const { page, close } = await signIn(holder, { javaScriptEnabled: false });
    const { path } = await post(holder.secret, "crm", crmBody({ opportunityName: "Without" }));
    await page.getByRole("link", { name: "Reload" }).click();
    await page.getByRole("link", { name: "Without" }).click();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.getByRole("link", { name: "Delete …" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "Deleted" }).waitFor();
    await close();
  });

  it("shows the html of a message without scripts, network or a way out", async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    elsewhere.on("connection", () => asked.push("connection"));
    await once(elsewhere.listen(0, "127.0.0.1"), "listening");
    const address = elsewhere.address();
    const at = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
    const taken = "top.document.title='taken';document.title='taken'";
    const html = `<head><base href="${at}/"><meta http-equiv="refresh" content="0;url=${at}/refresh">
<link rel="stylesheet" href="${at}/css"><link rel="preconnect" href="${at}"><style>@import url(${at}/import);
body{background:url(${at}/body)}@font-face{font-family:f;src:url(${at}/font)}p{font-family:f}</style></head>
<p>Shown</p><script>${taken};fetch("${at}/fetch")</script><img src="${at}/img" onerror="${taken}" srcset="${at}/set 1x">
<noscript><link rel="preconnect" href="${at}"></noscript><video src="${at}/video" poster="${at}/poster"></video>
<iframe src="${at}/frame"></iframe><object data="${at}/object"></object><svg onload="${taken}"><a href="${at}/svg"><text y="9">svg</text></a></svg>
<form action="${at}/form" target="_top"><button>Send</button></form><a href="${at}/link">plain</a> <a href="${at}/top" target="_top">top</a> <a href="/events" target="_blank">blank</a>`;
    const holder = await createHolder(runtime.env.DB);
    const { page, close } = await signIn(holder);
    const event = await post(holder.secret, "emails", emailBody({ body: { html } }));
    const opened = `${runtime.origin}${event.path}`;
    const shown: string[] = [];
    page.on("request", (request) => void (request.frame() === page.mainFrame() || shown.push(request.url())));
    await page.goto(opened);
    expect(shown).toEqual([]);
    await page.getByText("Show the html").click();
    const frame = page.frameLocator("iframe");
    await frame.getByText("Shown").waitFor();
    for (const name of ["plain", "top", "blank"]) await frame.getByText(name, { exact: true }).click();
    await frame.getByRole("button", { name: "Send" }).click();
    await page.waitForTimeout(1_000);
    await frame.getByText("Shown").waitFor();
    expect({ url: page.url(), pages: page.context().pages().length, asked }).toEqual({
      url: opened,
      pages: 1,
      asked: [],
    });
    expect(await page.title()).not.toBe("taken");
    await close();
    elsewhere.close();
  });

  it.each(LOOKS)(
    "is accessible, fits and runs nothing of a hostile sender on any page, %s",
    async (_look, options) => {
      const holder = await createHolder(runtime.env.DB);
      const hostile = emailBody({
        subject: `${HOSTILE} \u202e\u200b${"x".repeat(10_000)}`,
        campaignId: HOSTILE,
        from: { email: "sarah@company.com", name: HOSTILE },
        body: { text: HOSTILE, html: HOSTILE },
        conversationId: "7",
        customMetadata: { [HOSTILE]: HOSTILE },
      });
      const visited = await signIn(holder, options);
      const { page, complaints, close } = visited;
      await page.goto(`${runtime.origin}/events`);
      await check("an empty list", visited);
      const event = await post(holder.secret, "emails", hostile);
      await post(holder.secret, "emails", {
        ...hostile,
        eventTimestamp: "2024-02-03T10:30:00Z",
        body: { text: "differs" },
      });
      await post(holder.secret, "emails", emailBody({ eventId: "rtl", subject: "שלום <b>עולם</b> مرحبا" }));
      const refused = await post(holder.secret, "emails", { ...hostile, eventType: HOSTILE });
      await post(holder.secret, "crm", crmBody({ opportunityName: HOSTILE, currency: HOSTILE, amount: 1 }));
      const mended = await post(holder.secret, "crm", crmBody({ opportunityName: null }));
      await page.goto(`${runtime.origin}${mended.path}`);
      await page.getByLabel("The body, to be mended").fill(JSON.stringify(crmBody()));
      await page.getByRole("button", { name: "Send again" }).click();
      await page.getByRole("heading", { name: "Story" }).waitFor();
      const became = new URL(page.url()).pathname;
      const call = await post(
        holder.secret,
        "calls",
        callBody({
          title: `${HOSTILE}${"x".repeat(3_000)}`,
          participants: [{ name: "w".repeat(400) }],
          transcript: [
            { speaker: "w".repeat(400), text: "y".repeat(9_000), startTime: 0, endTime: 9 },
            { speaker: HOSTILE, text: HOSTILE, startTime: 9, endTime: 12 },
          ],
        }),
      );
      await makeStoredFacts(runtime.env.DB, async () => LEXICON, Date.now());
      const made = runtime.env.DB.prepare("SELECT count(*) AS n FROM calls WHERE workspace_id = ?1");
      await expect.poll(() => made.bind(holder.workspaceId).first("n"), { timeout: 20_000 }).toBe(1);
      const paths = [
        "/live",
        "/events",
        event.path,
        `${event.path}/delete`,
        "/refused",
        "/refused?show=all",
        refused.path,
        mended.path,
        became,
        "/overview?from=2024-01-15&to=2024-02-14",
        "/overview?from=2023-02-15&to=2024-02-14",
        "/overview",
        "/campaigns?from=2024-01-15&to=2024-02-14",
        `/campaigns/view?from=2024-01-15&to=2024-02-14&id=${encodeURIComponent(HOSTILE)}`,
        "/outcomes?from=2024-01-15&to=2024-02-14",
        "/conversations?from=2024-01-01&to=2024-12-01",
        "/conversations/view?id=id:7",
        "/conversations",
        "/calls?from=2024-01-01&to=2024-12-01",
        call.path.replace("/events/", "/calls/"),
        "/calls",
        "/connect",
        "/keys",
        "/erasure",
        "/export",
        "/alerts",
        "/health",
        "/sign-in",
      ];
      for (const path of paths) {
        await page.goto(`${runtime.origin}${path}`);
        await check(path, visited);
      }
      for (const [form, button, then] of [
        ["/keys", "Make key", "Key made"],
        ["/erasure", "Erase …", "Erase this person?"],
      ] as const) {
        await page.goto(`${runtime.origin}${form}`);
        if (form === "/erasure") await page.getByLabel("Email address").first().fill("john@prospect.com");
        await page.getByRole("button", { name: button }).click();
        await page.getByRole("heading", { name: then }).waitFor();
        await check(then, visited);
      }
      await page.getByRole("button", { name: "Erase" }).click();
      await page.getByText("Kept away from now on").waitFor();
      await page.goto(`${runtime.origin}/erasure`);
      await page.getByRole("heading", { name: "Latest erasures" }).waitFor();
      await check("/erasure after one", visited);
      await page.goto(`${runtime.origin}/keys`);
      await page.getByRole("link", { name: "Rotate …" }).first().click();
      await page.getByRole("heading", { name: "Rotate this key?" }).waitFor();
      await check("/keys/:id/rotate", visited);
      for (const tool of ["n8n", "Clay", "HTTP", "Python"]) {
        await page.goto(`${runtime.origin}/connect`);
        await page.getByLabel(tool === "HTTP" ? "Something else" : tool).check();
        await page.getByRole("button", { name: "Make the key" }).click();
        await page.getByRole("heading", { name: "Watch it arrive" }).waitFor();
        await check(`the set-up of ${tool}`, visited);
        const [watch = 0, files = 0] = await Promise.all(
          ["Watch it arrive", "Ready-made"].map(
            async (name) => (await page.getByRole("heading", { name }).boundingBox())?.y,
          ),
        );
        expect({ tool, isAbove: watch < files }).toEqual({ tool, isAbove: true });
      }
      expect(complaints()).toEqual([]);
      // Its status is a complaint.
      await page.goto(`${runtime.origin}/campaing`);
      await check("/campaing", visited);
      await close();
    },
  );
});

/** Whether a page is as all should be. */
async function check(path: string, { page }: Visit): Promise<void> {
  expect({ path, flaws: await findFlaws(page) }).toEqual({ path, flaws: [] });
  expect(await page.title()).not.toBe("taken");
}
