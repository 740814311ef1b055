import { exports } from "cloudflare:workers";

/** An answer in whatever format its route has. */
export type RawAnswer = { readonly status: number; readonly headers: Headers; readonly text: string };

/** Sends a request to the Worker as a client on the network would, and reads whatever comes. */
export async function ask(path: string, init: RequestInit = {}): Promise<RawAnswer> {
  const response = await exports.default.fetch(`http://touchlog${path}`, { redirect: "manual", ...init });
  // Not `text`, which warns of types that it takes for binary.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text };
}

export async function gzip(bytes: Uint8Array<ArrayBuffer> | string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
