import { runCron } from "./pipeline/cron.ts";
import { createIsolate } from "./pipeline/isolate.ts";
import { consume } from "./queue/consume.ts";
import { bury } from "./queue/bury.ts";
import { consoleRoutes } from "./console/routes.ts";
import { createApp } from "./http/app.ts";

// As in wrangler.toml, whatever an operator puts before it.
const DEAD_LETTERS = "dead-letters";

const app = createApp(createIsolate(), consoleRoutes);

export default {
  fetch: app.fetch,

  async queue(batch, env) {
    await (batch.queue.endsWith(DEAD_LETTERS) ? bury(batch, env) : consume(batch, env));
  },

  async scheduled(_controller, env) {
    await runCron(env, Date.now(), fetch);
  },
} satisfies ExportedHandler<Env>;
