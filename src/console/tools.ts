import type { AppContext } from "../http/context.ts";
import { readAssetText } from "../http/assets.ts";
import { makeYours, type Yours } from "../connections/placeholders.ts";

/** Those whose events carry their name as provider. */
export const AUTOMATIONS = ["n8n", "Make", "Clay"];

/** What can be set up to send; the last stands for whatever else can. */
export const TOOLS = [...AUTOMATIONS, "curl", "TypeScript", "Python", "HTTP"];

/** By path: `n8n/emails.json`. */
export type Files = readonly (readonly [path: string, text: string])[];

/** What is ready-made for a tool and a kind, filled in; nothing when what is to be filled in could break it. */
export async function readFiles(c: AppContext, tool: string, kind: string, yours: Yours): Promise<Files> {
  // Written by `npm run integrations`, from texts by path.
  const all: Readonly<Record<string, string>> = JSON.parse(await readAssetText(c, "/connections.json"));
  const folder = tool.toLowerCase();
  const paths = [`${folder}/${kind}.`, `${folder}/credentials.`];
  return paths.flatMap((start) =>
    Object.entries(all).flatMap(([path, text]) => {
      const filled = path.startsWith(start) ? makeYours(text, yours) : null;
      return filled === null ? [] : [[path, filled] as const];
    }),
  );
}
