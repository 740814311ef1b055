import { claySheet } from "./clay.ts";
import type { Connection } from "./connection.ts";
import { curlCommand } from "./curl.ts";
import { makeBlueprint } from "./make.ts";
import { n8nWorkflow } from "./n8n.ts";
import { pythonFile } from "./python.ts";
import { typescriptFile } from "./typescript.ts";

export type ConnectionFile = {
  /** The tool and the kind: `n8n/emails.json`. */
  readonly path: string;
  readonly text: string;
};

/** Everything ready-made that sends this kind of event. */
export function connectionFiles(connection: Connection): readonly ConnectionFile[] {
  const { kind } = connection;
  return [
    { path: `n8n/${kind}.json`, text: n8nWorkflow(connection) },
    { path: `make/${kind}.json`, text: makeBlueprint(connection) },
    { path: `clay/${kind}.md`, text: claySheet(connection) },
    { path: `curl/${kind}.sh`, text: curlCommand(connection) },
    { path: `typescript/${kind}.ts`, text: typescriptFile(connection) },
    { path: `python/${kind}.py`, text: pythonFile(connection) },
  ];
}
