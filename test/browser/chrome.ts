import { existsSync } from "node:fs";

import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

// Where distributions and installers put one.
const INSTALLED = [
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
];

const START_MS = 60_000;

/**
 * A headless Chrome: the one that CHROME_PATH names, one that is installed, else the one that comes with the project's
 * packages, which is for Linux on x64. Null where there is none, but not in continuous integration.
 */
export async function launchChrome(): Promise<Browser | null> {
  const named = process.env["CHROME_PATH"];
  const installed = named ?? INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) {
    return chromium.launch({ executablePath: installed, args: ["--no-sandbox"], timeout: START_MS });
  }
  if (process.platform === "linux" && process.arch === "x64") {
    const executablePath = await sparticuz.executablePath();
    // One process for all would take every page along with the first that ends.
    const args = sparticuz.args.filter((arg) => arg !== "--single-process");
    return chromium.launch({ executablePath, args, timeout: START_MS });
  }
  if (process.env["CI"] !== undefined) throw new Error("no Chrome: set CHROME_PATH to one");
  return null;
}
