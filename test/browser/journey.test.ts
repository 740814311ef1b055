import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { callBody, emailBody } from "../bodies.ts";
import { createHolder, type Holder } from "../measure/holder.ts";
import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { ROOT } from "../system/docs.ts";
import { launchChrome } from "./chrome.ts";
import { fillDemo, untilSettled } from "./demo.ts";
import { findFlaws } from "./flaws.ts";
import { postEvent } from "./post.ts";
import { signIn } from "./sign-in.ts";

const browser: Browser | null = await launchChrome();

const EVENTS = 300;

const SUBJECT = "A question about the northern depot";

describe.skipIf(browser === null)("the console on the demo's events", () => {
  let runtime: Runtime;
  let holder: Holder;

  beforeAll(async () => {
    runtime = await startRuntime(ROOT);
    holder = await createHolder(runtime.env.DB);
    await fillDemo(runtime, holder, EVENTS);
  });

  afterAll(async () => {
    await browser?.close();
    await runtime.close();
  });

  it("is gone through from signing in to signing out", async () => {
    if (browser === null) throw new Error("no browser");
    const { origin } = runtime;
    const { page, complaints, close } = await signIn(browser, origin, holder.secret);
    const link = (name: string) => page.getByRole("link", { name });
    const goTo = (name: string) =>
      page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
    async function arriveAt(heading: string): Promise<void> {
      await page.getByRole("heading", { name: heading }).first().waitFor();
      expect({ heading, flaws: await findFlaws(page) }).toEqual({ heading, flaws: [] });
    }
    async function showFebruary(): Promise<void> {
      await page.getByLabel("From").fill("2026-02-01");
      await page.getByLabel("To", { exact: true }).fill("2026-03-01");
      await page.getByRole("button", { name: "Show" }).click();
    }
    await arriveAt("Live");

    // Lost by a reload.
    await page.evaluate("window.isTheSamePage = true");
    await postEvent(origin, holder.secret, "emails", emailBody({ subject: SUBJECT }));
    await link(SUBJECT).waitFor();
    expect(await page.evaluate("window.isTheSamePage")).toBe(true);

    await untilSettled(runtime);
    await goTo("Events");
    await arriveAt("Events");
    await page.getByLabel("Subject, title or person").fill("northern depot");
    await page.keyboard.press("Enter");
    await link(SUBJECT).click();
    await arriveAt("Story");

    await goTo("Refused");
    await arriveAt("Refused");
    await link("opportunityId").click();
    await arriveAt("Refused crm");
    const body = page.getByLabel("The body, to be mended");
    await body.fill((await body.inputValue()).replace('"undefined"', '"opp-7"'));
    await page.getByRole("button", { name: "Send again" }).click();
    await arriveAt("Stonegate: managed hosting");
    await page.getByText("This came of the refused body.").waitFor();
    await page.getByRole("link", { name: "refused", exact: true }).click();
    await page.getByText("Nothing is left to do.").waitFor();

    await goTo("Events");
    await page.getByLabel("Kind").selectOption("emails: reply");
    await page.getByRole("button", { name: "Filter" }).click();
    await arriveAt("Events");
    await page.locator("td.main a").first().click();
    await arriveAt("Results");
    const campaign = page.locator('main a[href^="/campaigns/view"]');
    const campaignName = await campaign.innerText();
    await campaign.click();
    await arriveAt(campaignName);
    await showFebruary();
    await arriveAt("From touch to won");

    await goTo("Calls");
    await showFebruary();
    await arriveAt("Calls");
    await page.locator("tr", { hasText: "transcript" }).getByRole("link").first().click();
    await arriveAt("Transcript");

    await goTo("Keys");
    await arriveAt("Keys");
    await page.getByLabel("Label").fill("another sender");
    await page.getByRole("button", { name: "Make key" }).click();
    await arriveAt("Key made");
    await page.getByText("?dryRun=true'").waitFor();
    const secret = await page.getByLabel("The key of another sender").inputValue();
    const sent = await postEvent(origin, secret, "calls", callBody({ title: "Sent with the new key" }));
    expect(sent.status).toBe(200);
    await goTo("Live");
    await link("Sent with the new key").waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await arriveAt("Sign in");
    await page.goto(`${origin}/events`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect(complaints()).toEqual([]);
    await close();
  });
});
