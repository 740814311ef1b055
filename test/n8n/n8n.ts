import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

import * as v from "valibot";

import { freePort } from "../system/touchlog.ts";
import type { Installed } from "./install.ts";
import type { Workflow } from "./workflows.ts";

const COMMAND_MS = 180_000;
const OUTPUT_BYTES = 256 * 1_048_576;

const executionSchema = v.object({
  status: v.string(),
  data: v.object({
    resultData: v.object({
      error: v.optional(v.object({ message: v.string(), description: v.nullish(v.string()) })),
    }),
  }),
});

/** How a workflow ended: what the person at the screen is told. */
export type Execution = { readonly succeeded: boolean; readonly says: string };

export type N8n = {
  importAll(credentials: string, workflows: readonly Workflow[]): Promise<void>;
  execute(workflow: Workflow): Promise<Execution>;
};

/** An n8n without a screen, with nothing in it yet; all it keeps stays below the folder. */
export async function openN8n({ node, n8n }: Installed, folder: string): Promise<N8n> {
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env["PATH"]].join(delimiter),
    HOME: folder,
    NO_PROXY: "127.0.0.1",
    TZ: "UTC",
    N8N_USER_FOLDER: folder,
    N8N_ENCRYPTION_KEY: "of this run",
    DB_TYPE: "sqlite",
    N8N_LISTEN_ADDRESS: "127.0.0.1",
    N8N_RUNNERS_BROKER_LISTEN_ADDRESS: "127.0.0.1",
    N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    N8N_DIAGNOSTICS_ENABLED: "false",
    N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
    N8N_TEMPLATES_ENABLED: "false",
    N8N_PERSONALIZATION_ENABLED: "false",
    N8N_LICENSE_AUTO_RENEW_ENABLED: "false",
    N8N_COMMUNITY_PACKAGES_ENABLED: "false",
  };

  function run(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    return new Promise((resolve) => {
      execFile(
        node,
        [n8n, ...args],
        { cwd: folder, env, timeout: COMMAND_MS, maxBuffer: OUTPUT_BYTES },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
      );
    });
  }

  async function importFrom(what: string, ...args: readonly string[]): Promise<void> {
    const { code, output } = await run(`import:${what}`, ...args);
    if (code !== 0) throw new Error(`n8n did not import ${what}:\n${output}`);
  }

  return {
    async importAll(credentials, workflows) {
      const files = join(folder, "workflows");
      await mkdir(files);
      await writeFile(join(folder, "credentials.json"), credentials);
      await Promise.all(
        workflows.map((workflow) =>
          writeFile(join(files, `${workflow.id}.json`), JSON.stringify(workflow, null, 2)),
        ),
      );
      await importFrom("credentials", `--input=${join(folder, "credentials.json")}`);
      await importFrom("workflow", "--separate", `--input=${files}`);
    },

    async execute({ id }) {
      const { output } = await run("execute", `--id=${id}`, "--rawOutput");
      const json = /^\{\n[^]*?^\}$/m.exec(output)?.[0];
      if (json === undefined) throw new Error(`n8n says of ${id}:\n${output}`);
      const { status, data } = v.parse(v.pipe(v.string(), v.parseJson(), executionSchema), json);
      const { message = "", description } = data.resultData.error ?? {};
      return {
        succeeded: status === "success",
        says: [message, description ?? ""].filter((line) => line !== "").join(": "),
      };
    },
  };
}
