import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { createDocument } from "../openapi/document.ts";
import type { Reference } from "../openapi/page/document.ts";
import { renderPage } from "../openapi/page/page.ts";
import { printDocument } from "../openapi/print.ts";
import { PROJECT } from "./project.ts";

// What the Worker hands out as /openapi.json and /docs. They are committed: a test says when they are out of date.
const DOCUMENT = "src/assets/openapi.json";
const PAGE = "src/assets/docs.html";

const json = printDocument(createDocument());
const reference: Reference = JSON.parse(json);
writeFileSync(resolve(PROJECT, DOCUMENT), `${json}\n`);
writeFileSync(resolve(PROJECT, PAGE), renderPage(reference));
console.log(`${DOCUMENT} and ${PAGE} are written.`);
