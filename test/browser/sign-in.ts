import type { Browser, BrowserContextOptions } from "playwright-core";

import { type Visit, visit } from "./page.ts";

/** The console in a browser of its own, signed in by the form. */
export async function signIn(
  browser: Browser,
  origin: string,
  secret: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const visited = await visit(browser, `${origin}/`, options);
  await visited.page.getByLabel("API key").fill(secret);
  await visited.page.getByRole("button", { name: "Sign in" }).click();
  await visited.page.getByRole("heading", { name: "Live" }).waitFor();
  return visited;
}
