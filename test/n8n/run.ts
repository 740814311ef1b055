// `npm run test:n8n`: a real n8n imports the ready-made workflows and sends them to a real Worker.
import { AssertionError } from "node:assert";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { styleText } from "node:util";

import { command, main } from "../../src/cli/command.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { n8nCredentials } from "../../src/connections/n8n.ts";
import { makeFolder } from "../system/folder.ts";
import { startProxy } from "../system/proxy.ts";
import { PROJECT, runCommand } from "../system/run.ts";
import { startTouchlog, stopTouchlog } from "../system/touchlog.ts";
import { makeCases } from "./cases.ts";
import { type Installed, installN8n, N8N_VERSION } from "./install.ts";
import { openN8n } from "./n8n.ts";
import { toPage } from "./page.ts";
import { type Outcome, tryCase } from "./try.ts";

const PAGE = join(PROJECT, "docs/n8n.md");

// What `npm start` makes.
const WORKSPACE = "wrk_demo";
const READ_KEY = "tl_demo";

await main(
  command({
    name: "npm run test:n8n --",
    description: "Install n8n, run the ready-made workflows in it and write docs/n8n.md",
    args: {
      dir: {
        type: "string",
        default: join(tmpdir(), `touchlog-n8n-${N8N_VERSION}`),
        description: "where n8n is, or is to be installed (3 GB)",
      },
    },
    async run({ dir }) {
      const startedAt = new Date();
      const installed = await installN8n(resolve(process.env["INIT_CWD"] ?? process.cwd(), dir));
      const folder = await makeFolder();
      try {
        const outcomes = await runCases(installed, folder.path);
        await writeFile(PAGE, toPage(outcomes, startedAt));
        console.log(`\nAll ${outcomes.length} came out as expected; docs/n8n.md tells how.`);
      } finally {
        await folder.remove();
      }
    },
  }),
);

async function runCases(installed: Installed, folder: string): Promise<readonly Outcome[]> {
  console.log("Starting Touchlog …");
  const state = join(folder, "state");
  const touchlog = await startTouchlog(state);
  try {
    const proxy = await startProxy(touchlog.origin);
    try {
      const key = await makeKey(state);
      const cases = makeCases({ origin: proxy.origin, key });
      const n8n = await openN8n(installed, folder);
      console.log("Importing the workflows …");
      const workflows = new Map(cases.map(({ workflow }) => [workflow.id, workflow]));
      await n8n.importAll(n8nCredentials({ key }), [...workflows.values()]);
      const outcomes: Outcome[] = [];
      for (const [index, tried] of cases.entries()) {
        const about = `${index + 1}/${cases.length} ${tried.title}`;
        try {
          const outcome = await tryCase(n8n, proxy, { origin: touchlog.origin, readKey: READ_KEY }, tried);
          outcomes.push(outcome);
          const { stored, requests } = outcome;
          console.log(`${styleText("green", "✓")} ${about}: ${requests.length} requests, ${stored} stored`);
        } catch (error) {
          if (!(error instanceof AssertionError)) throw error;
          console.log(`${styleText("red", "✗")} ${about}\n${error.message}`);
        }
      }
      if (outcomes.length < cases.length) {
        throw new Refusal(`${cases.length - outcomes.length} of ${cases.length} came out otherwise.`);
      }
      return outcomes;
    } finally {
      await proxy.stop();
    }
  } finally {
    await stopTouchlog(touchlog);
  }
}

async function makeKey(state: string): Promise<string> {
  const order = ["key", "create", "--workspace", WORKSPACE, "--provider", "N8N", "--scopes", "ingest"];
  const { code, stdout, stderr } = await runCommand("admin", [...order, "--state", state]);
  if (code !== 0) throw new Error(`no key: ${stderr}`);
  return stdout.trim();
}
