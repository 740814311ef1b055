import { connectionFiles, type ConnectionFile } from "./files.ts";
import { n8nCredentials } from "./n8n.ts";
import { SAMPLES } from "./samples.ts";

// To be replaced by whoever uses the files.
const ORIGIN = "https://touchlog.NAME.workers.dev";
const KEY = "tl_YOUR_KEY";

/** The files of `integrations/`, which belong to nobody's workspace yet. */
export function publishedFiles(): readonly ConnectionFile[] {
  return [
    { path: "n8n/credentials.json", text: n8nCredentials({ key: KEY }) },
    ...Object.entries(SAMPLES).flatMap(([kind, sample]) =>
      connectionFiles({ kind, sample, origin: ORIGIN, key: KEY }),
    ),
  ];
}
