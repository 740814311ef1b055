import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { makeSecret, SECRET } from "../secret.ts";

/** The file with the local Worker's secrets, one for each state folder. Made once, with a SECRET in it. */
export async function provideSecrets(stateDir: string): Promise<string> {
  const path = join(stateDir, "secrets.env");
  if (!existsSync(path)) {
    await mkdir(stateDir, { recursive: true });
    // Renamed when it is whole: a start that is ended here leaves no half of a secret behind.
    await writeFile(`${path}.new`, `${SECRET}=${makeSecret()}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return path;
}
