import { createApp } from "./http/app.ts";
import { createIsolate } from "./pipeline/isolate.ts";
import { sweep } from "./pipeline/sweep.ts";
import { bury } from "./queue/bury.ts";
import { consume } from "./queue/consume.ts";
import { readSettings } from "./settings.ts";

const DEAD_LETTERS = "touchlog-dead-letters";

const app = createApp(createIsolate());

export default {
  fetch: app.fetch,

  async queue(batch, env) {
    await (batch.queue === DEAD_LETTERS ? bury(batch, env.DB) : consume(batch, env.DB));
  },

  async scheduled(_controller, env) {
    const { sweepAfterMs } = readSettings(env);
    const swept = await sweep(env.DB, env.QUEUE, sweepAfterMs, Date.now());
    console.log({ message: "sweep", queued: swept });
  },
} satisfies ExportedHandler<Env>;
