// The very handlers of src/index.ts, noting what each statement reads and how long it takes.
import * as v from "valibot";

import worker from "../../src/index.ts";
import { aroundD1 } from "../../test/around-d1.ts";
import { ticketsSchema, toBatch } from "./batch.ts";

type Note = { calls: number; rowsRead: number; milliseconds: number };

const notes = new Map<string, Note>();

export default {
  async fetch(request, env, ctx) {
    const DB = aroundD1(env.DB, async (calls, run) => {
      const begin = performance.now();
      const results = await run();
      const milliseconds = (performance.now() - begin) / calls.length;
      for (const [index, { sql }] of calls.entries()) {
        const note = notes.get(sql) ?? { calls: 0, rowsRead: 0, milliseconds: 0 };
        note.calls++;
        note.rowsRead += results[index]?.meta.rows_read ?? 0;
        note.milliseconds += milliseconds;
        notes.set(sql, note);
      }
      return results;
    });
    const noted = { ...env, DB };
    switch (new URL(request.url).pathname) {
      case "/bench/notes": {
        const taken = Object.fromEntries(notes);
        notes.clear();
        return Response.json(taken);
      }
      case "/bench/minute":
        await worker.scheduled({ scheduledTime: Date.now(), cron: "* * * * *", noRetry() {} }, noted);
        return new Response(null, { status: 204 });
      case "/bench/queue":
        await worker.queue(toBatch(v.parse(ticketsSchema, await request.json())), noted);
        return new Response(null, { status: 204 });
      default:
        return worker.fetch(request, noted, ctx);
    }
  },

  // Everything is handed to the consumer by the bench.
  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env>;
