import { createApp } from "./http/app.ts";
import { createIsolate } from "./pipeline/isolate.ts";
import { continueReplays } from "./pipeline/replay.ts";
import { sweep } from "./pipeline/sweep.ts";
import { bury } from "./queue/bury.ts";
import { consume } from "./queue/consume.ts";
import { readSettings } from "./settings.ts";
import { deleteOldRejections } from "./storage/rejection-log.ts";

// As in wrangler.toml, whatever an operator puts before it.
const DEAD_LETTERS = "dead-letters";

const app = createApp(createIsolate());

export default {
  fetch: app.fetch,

  async queue(batch, env) {
    await (batch.queue.endsWith(DEAD_LETTERS) ? bury(batch, env.DB) : consume(batch, env.DB));
  },

  async scheduled(_controller, env) {
    try {
      const now = Date.now();
      const swept = await sweep(env.DB, env.QUEUE, readSettings(env).sweepAfterMs, now);
      await continueReplays({ db: env.DB, queue: env.QUEUE }, now);
      await deleteOldRejections(env.DB, now);
      console.log({ message: "sweep", queued: swept });
    } catch (error) {
      console.error({ message: "sweep failed", error: String(error) });
      throw error;
    }
  },
} satisfies ExportedHandler<Env>;
