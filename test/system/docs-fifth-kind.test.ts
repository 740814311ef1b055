import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { codeBlock, codeBlocks, read, ROOT } from "./docs.ts";

const COPIED = ["src", "wrangler.toml", "tsconfig.json", ".oxlintrc.json", ".oxfmtrc.json", ".gitignore"];
const RECEIVE = "/api/v2/analytics/webhook/receive/generic/tasks";

const page = read("docs/architecture.md");

let folder = "";
let runtime: Runtime | null = null;

/** Does to the copy what the page says: new files as they stand there, diffs where their old lines stand. */
async function followSteps(): Promise<void> {
  for (const { language, label, code } of codeBlocks(page)) {
    const path = join(folder, label);
    if (language === "ts") {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, code);
    }
    if (language === "diff") await writeFile(path, applyDiff(await readFile(path, "utf8"), code));
  }
}

function applyDiff(text: string, diff: string): string {
  const lines = diff.trimEnd().split("\n");
  const side = (sign: string) =>
    lines
      .filter((line) => line.startsWith(" ") || line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const parts = text.split(side("-"));
  if (parts.length !== 2)
    throw new Error(`the old lines stand ${parts.length - 1} times in the file:\n${diff}`);
  return parts.join(side("+"));
}

/** Runs one of the project's tools on the copy; rejects with its output when it is not content. */
function run(tool: string, ...args: readonly string[]) {
  return promisify(execFile)(`${ROOT}/node_modules/.bin/${tool}`, args, { cwd: folder });
}

function ask(path: string, body?: string) {
  if (runtime === null) throw new Error("the runtime has not started");
  const headers = { api_key: runtime.secret };
  return runtime.worker.fetch(path, body === undefined ? { headers } : { method: "POST", headers, body });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "touchlog-fifth-kind-"));
  for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await followSteps();
});

afterAll(async () => {
  await runtime?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("docs/architecture.md, add a fifth kind", () => {
  it("gives code that the compiler, the linter and the formatter accept", async () => {
    const tools = [
      run("tsc", "-p", "tsconfig.json"),
      run("oxlint", "--type-aware", "--deny-warnings", "src/domain"),
      run("oxfmt", "--check", "src/domain"),
    ];
    await expect(Promise.all(tools)).resolves.toHaveLength(tools.length);
  });

  it("gives a Worker that receives the kind, lists it and knows a duplicate of it", async () => {
    runtime = await startRuntime(folder);
    const sample = codeBlock(page, "json", "sample");
    const first = await ask(RECEIVE, sample);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({
      received: true,
      additionalData: { duplicate: false, dedupSource: "content", processingStatus: "stored", warnings: [] },
    });
    const list = await ask("/api/v2/event/list?startDate=2024-01-01&eventCategories=TASK");
    expect(await list.json()).toMatchObject({
      data: {
        events: [{ eventType: "TASK_CREATED", eventSummary: "Send the offer (sarah@company.com)" }],
        total: 1,
      },
    });
    const second = await ask(RECEIVE, sample);
    expect(await second.json()).toMatchObject({ additionalData: { duplicate: true, conflict: false } });
  });

  it("gives a kind that names what is wrong with a body", async () => {
    const refused = await ask(RECEIVE, JSON.stringify({ eventType: "task_started", title: "" }));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: "invalid_event",
      errors: [
        { path: "eventTimestamp", code: "missing" },
        { path: "eventType", code: "invalid_value" },
        { path: "title", code: "missing" },
      ],
    });
  });
});
