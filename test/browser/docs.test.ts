import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { CALLS, DOCUMENT } from "../openapi/document.ts";
import { ROOT } from "../system/docs.ts";
import { launchChrome } from "./chrome.ts";
import { visit } from "./page.ts";

const browser: Browser | null = await launchChrome();

const PHONE = { viewport: { width: 360, height: 780 } };

describe.skipIf(browser === null)("/docs in a browser", () => {
  let runtime: Runtime;

  beforeAll(async () => {
    runtime = await startRuntime(ROOT);
  });

  afterAll(async () => {
    await browser?.close();
    await runtime.close();
  });

  function open(hash = "", options = {}) {
    if (browser === null) throw new Error("no browser");
    return visit(browser, `${runtime.origin}/docs${hash}`, options);
  }

  it("is styled, asks no other host and complains of nothing", async () => {
    const { page, complaints, close } = await open();
    expect(await page.title()).toBe("Touchlog API");
    expect(await bodyStyle(page, "display")).toBe("grid");
    expect(complaints()).toEqual([]);
    await close();
  });

  it("has a place for every operation and every refusal, and no link that leads nowhere", async () => {
    const { page, close } = await open();
    const ids = await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id));
    const wanted = [
      ...CALLS.map(({ operation }) => operation.operationId),
      ...Object.keys(DOCUMENT.components.examples),
    ];
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const links = await page
      .locator('a[href^="#"]')
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("href")?.slice(1) ?? ""));
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
    await close();
  });

  it("shows the fields of what stands in several places once, where the links lead", async () => {
    const { page, close } = await open();
    const shown = await page.locator('[id^="object-"]').evaluateAll((elements) =>
      elements.map(({ id, tagName, nextElementSibling, children }) => {
        const inside = tagName === "H3" ? [nextElementSibling] : [...children];
        const list = inside.find((element) => element?.classList.contains("fields"));
        const fields = [...(list?.children ?? [])];
        const names = fields.map((item) => item.querySelector(".name")?.textContent);
        return { name: id.replace("object-", ""), names };
      }),
    );
    for (const { name, names } of shown.filter((one) => one.names.length > 0)) {
      expect({ name, names }).toEqual({
        name,
        names: Object.keys(DOCUMENT.components.schemas[name]?.properties ?? {}),
      });
    }
    expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(["Figures", "Receipt", "Stages"]));
    await close();
  });

  it("shows calls to where it was opened", async () => {
    const { page, close } = await open("#receive_emails");
    const request = await page.locator("#receive_emails pre").first().textContent();
    expect(request).toContain(`'${runtime.origin}/api/v2/analytics/webhook/receive/generic/emails'`);
    await close();
  });

  it.each(["light", "dark"] as const)("is %s where that is wanted", async (colorScheme) => {
    const { page, close } = await open("", { colorScheme });
    expect(await bodyStyle(page, "backgroundColor")).toBe(
      colorScheme === "dark" ? "rgb(17, 20, 24)" : "rgb(255, 255, 255)",
    );
    await close();
  });

  it("fits a phone without scrolling sideways", async () => {
    const { page, complaints, close } = await open("", PHONE);
    const width = await page.locator("html").evaluate((element) => element.scrollWidth);
    expect(width).toBe(PHONE.viewport.width);
    expect(complaints()).toEqual([]);
    await close();
  });

  it("is walked by keyboard: the contents, and fields that unfold", async () => {
    const { page, close } = await open();
    await page.locator('nav a[href="#get_event"]').focus();
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#get_event");
    // From where the link led to on: the heading is the first thing to reach.
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    expect(await focused.getAttribute("href")).toBe("#get_event");
    await page.keyboard.press("Tab");
    expect(await focused.getAttribute("href")).toBe("#object-Metadata");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused.textContent()).toBe("Metadata");
    const folded = page.locator("#get_event details:not([open])").first();
    await folded.locator("summary").focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#get_event details:focus-within").last().getAttribute("open")).not.toBeNull();
    await close();
  });
});

function bodyStyle(page: Page, property: string): Promise<unknown> {
  return page.evaluate(`getComputedStyle(document.body).${property}`);
}
