import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { writeLexicon } from "../domain/lexicon.ts";
import { LEXICON } from "../lexicon/lexicon.ts";
import { PROJECT } from "./project.ts";

// What the Worker reads replies by. It is committed: a test says when it is out of date.
const FILE = "src/assets/lexicon.json";

writeFileSync(resolve(PROJECT, FILE), `${writeLexicon(LEXICON)}\n`);
console.log(`${FILE} is written.`);
