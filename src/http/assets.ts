import type { AppContext } from "./context.ts";

/** A file that was deployed with the Worker. */
export async function readAssetText(c: AppContext, path: string): Promise<string> {
  const response = await c.env.ASSETS.fetch(new URL(path, c.req.url));
  if (!response.ok) throw new Error(`asset ${path} answers ${response.status}`);
  return response.text();
}
