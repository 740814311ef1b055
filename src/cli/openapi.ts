import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { createDocument } from "../openapi/document.ts";
import { PROJECT } from "./project.ts";

// What the Worker hands out as /openapi.json. It is committed: a test says when it is out of date.
const PATH = "src/assets/openapi.json";

writeFileSync(resolve(PROJECT, PATH), `${JSON.stringify(createDocument(), null, 1)}\n`);
console.log(`${PATH} is written.`);
