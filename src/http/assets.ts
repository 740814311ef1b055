import { readAsset } from "../pipeline/assets.ts";
import type { AppContext } from "./context.ts";

/** A file that was deployed with the Worker. */
export function readAssetText(c: AppContext, path: string): Promise<string> {
  return readAsset(c.env.ASSETS, path);
}
