import type { AppContext } from "./context.ts";
import { toLogLine } from "../log-line.ts";

/**
 * Answers with a file's text as it comes, gzipped when the client takes that. Should the source fail in the middle, the
 * answer breaks off, so that nobody takes a part for the whole.
 */
export function answerDownload(
  c: AppContext,
  parts: AsyncGenerator<string>,
  { type, fileName }: { readonly type: string; readonly fileName: string },
): Response {
  const encoder = new TextEncoder();
  const text = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        console.error(
          toLogLine({
            message: "download broke off",
            requestId: c.get("requestId"),
            error: String(error),
          }),
        );
        controller.error(error);
      }
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  const headers = new Headers({
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="${fileName}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": c.get("requestId"),
    vary: "accept-encoding",
  });
  if (!acceptsGzip(c)) return new Response(text, { headers });
  headers.set("content-encoding", "gzip");
  return new Response(text.pipeThrough(new CompressionStream("gzip")), { headers, encodeBody: "manual" });
}

/** What the client accepts: the platform writes over the header, and keeps what was in it beside the request. */
function acceptsGzip(c: AppContext): boolean {
  const asked: unknown = c.req.raw.cf?.clientAcceptEncoding;
  const accepted = typeof asked === "string" ? asked : (c.req.header("accept-encoding") ?? "");
  return accepted
    .toLowerCase()
    .split(",")
    .some((coding) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/.test(coding));
}
