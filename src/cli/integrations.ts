import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { consoleAsset, publishedFiles } from "../connections/published.ts";
import { command, main } from "./command.ts";
import { PROJECT } from "./project.ts";

// The same for the page Connect, as one file beside the Worker.
const CONSOLE_ASSET = "src/assets/connections.json";

await main(
  command({
    name: "npm run integrations --",
    description: "Write the ready-made connections of integrations/ and of the console anew from the samples",
    args: {},
    async run() {
      for (const { path, text } of publishedFiles()) {
        const file = join(PROJECT, "integrations", path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
        console.log(`integrations/${path}`);
      }
      await writeFile(join(PROJECT, CONSOLE_ASSET), consoleAsset());
      console.log(CONSOLE_ASSET);
    },
  }),
);
