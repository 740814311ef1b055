import * as v from "valibot";

import type { Recorded } from "../system/proxy.ts";
import { N8N_VERSION, NODE_VERSION } from "./install.ts";
import type { Outcome } from "./try.ts";

/** docs/n8n.md: what n8n sent and what was stored. */
export function toPage(outcomes: readonly Outcome[], ranAt: Date): string {
  return `# n8n for real

\`npm run test:n8n\` installs n8n ${N8N_VERSION} from npm into a folder of its own, imports the files of \`integrations/n8n/\`
and variations of them, executes them against a Touchlog on this machine, compares what was stored, and writes this
page. It last ran on ${ranAt.toISOString().slice(0, 10)}, on Node ${NODE_VERSION} (n8n) and ${process.versions.node} (Touchlog).
How to set n8n up: [integrations.md](integrations.md#n8n).

## What came of it

${table(
  ["sent", "requests", "at once", "refused", "stored", "duplicates", "n8n says"],
  outcomes.map(({ title, requests, mostAtOnce, refused, stored, duplicates, execution }) => [
    title,
    requests.length,
    mostAtOnce,
    refused,
    stored,
    duplicates,
    execution.succeeded ? "success" : execution.says,
  ]),
)}

Refused are answers other than 200. n8n repeats a node that failed with **all** its items, up to five times, five seconds
apart, also after a refusal that will never pass; those that were stored are answered as duplicates, and nothing is stored
twice. One item that is refused does not keep the others away.

## What n8n sent

One event of each kind in each form, as it arrived, and what was stored of it: the event as understood. Of the headers only
the first request shows all; the key is left out.

${outcomes
  .filter(({ event }) => event !== null)
  .map((outcome, index) => shown(outcome, index === 0))
  .join("\n\n")}
`;
}

function shown({ title, requests, event }: Outcome, withAllHeaders: boolean): string {
  return [
    `### ${title}`,
    ...requests.flatMap((request) => [
      fenced("http", toHttp(request, withAllHeaders)),
      `Answered ${request.status}, ${warningsIn(request.answer)}. Stored:`,
    ]),
    fenced("json", JSON.stringify(event)),
  ].join("\n\n");
}

function toHttp({ method, path, headers, body }: Recorded, withAllHeaders: boolean): string {
  const lines = Object.entries(headers)
    .filter(([name]) => withAllHeaders || name === "content-type")
    .map(([name, value]) => `${name}: ${name === "api_key" ? "tl_…" : String(value)}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, "", body].join("\n");
}

const answerSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ additionalData: v.object({ warnings: v.array(v.object({ code: v.string() })) }) }),
);

function warningsIn(answer: string): string {
  const codes = v.parse(answerSchema, answer).additionalData.warnings.map(({ code }) => code);
  const names = [...new Set(codes)].map((code) => `\`${code}\``);
  return names.length === 0 ? "without a warning" : `with the warnings ${names.join(", ")}`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}
