import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { publishedFiles } from "../connections/published.ts";
import { command, main } from "./command.ts";
import { PROJECT } from "./project.ts";

await main(
  command({
    name: "npm run integrations --",
    description: "Write the ready-made connections of integrations/ anew from the samples",
    args: {},
    async run() {
      for (const { path, text } of publishedFiles()) {
        const file = join(PROJECT, "integrations", path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
        console.log(`integrations/${path}`);
      }
    },
  }),
);
