import { defineCommand } from "citty";

import { keyCommands } from "./admin/key.ts";
import { markerCommands } from "./admin/markers.ts";
import { workspaceCommands } from "./admin/workspace.ts";
import { main } from "./command.ts";

await main(
  defineCommand({
    meta: {
      name: "npm run admin --",
      description: "Manage workspaces and API keys, in local state or in the deployed database",
    },
    subCommands: { workspace: workspaceCommands, key: keyCommands, markers: markerCommands },
  }),
);
