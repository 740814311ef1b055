import type { AppContext } from "./context.ts";
import { answerDownload } from "./download.ts";

/** Answers with one JSON text a line as they come. */
export function answerNdjson(c: AppContext, values: AsyncGenerator, fileName: string): Response {
  return answerDownload(c, toLines(values), { type: "application/x-ndjson", fileName });
}

async function* toLines(values: AsyncGenerator): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}
