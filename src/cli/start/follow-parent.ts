// Loaded into wrangler: ends its process group when the process that started it is gone, however that ended.
import { onOrphaned } from "./orphan.ts";

onOrphaned(() => {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(1); // not the leader of a group: the leader sees to the others
  }
});
