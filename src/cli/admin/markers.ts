import { defineCommand } from "citty";

import { forgetMarkers } from "../../storage/workspaces.ts";
import { findBinding, readBound } from "../bound.ts";
import { command } from "../command.ts";
import { openDatabase } from "../database.ts";
import { readId } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { TAKES_EFFECT, WORKSPACE_OPTION } from "./key-options.ts";

const NAME = "npm run admin -- markers";

const forget = command({
  name: `${NAME} forget`,
  description: "Let no duplicate marker written so far count any more: to be run after a Time Travel restore",
  args: {
    workspace: { ...WORKSPACE_OPTION, required: false, description: "only this workspace (default: all)" },
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const workspaceId = args.workspace === undefined ? null : readId("workspace", args.workspace, "wrk");
    const bindings =
      workspaceId === null ? readBound().map(({ binding }) => binding) : [findBinding(workspaceId)];
    let count = 0;
    for (const binding of bindings) {
      count += await forgetMarkers(openDatabase(place, binding), workspaceId, Date.now());
    }
    if (count === 0 && workspaceId !== null) {
      throw new Refusal(
        `--workspace ${workspaceId} is not in ${describePlace(place)}; \`workspace list\` shows those that are.`,
      );
    }
    console.log(`The markers of ${count} workspace${count === 1 ? "" : "s"} are forgotten. ${TAKES_EFFECT}`);
  },
});

export const markerCommands = defineCommand({
  meta: { name: NAME, description: "Forget duplicate markers" },
  subCommands: { forget },
});
