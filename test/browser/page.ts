import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export type Visit = {
  readonly page: Page;
  /** What the page should not have done: errors it logged or threw, requests that failed or went to another host. */
  readonly complaints: () => readonly string[];
  readonly close: () => Promise<void>;
};

const WIDE = { width: 1280, height: 900 };

/** A page of its own profile that knows the Worker at `origin` and nobody else. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const { origin } = new URL(url);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    // Broken off by leaving the page is no failure.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${origin}/`) && !asked.startsWith("data:")) complaints.push(`asked: ${asked}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(url);
  return { page, complaints: () => complaints, close: () => context.close() };
}
