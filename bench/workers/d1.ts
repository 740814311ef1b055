// D1 by HTTP, so that it can stand in a process of its own.
import type { Call } from "../../test/around-d1.ts";

export default {
  async fetch(request, { DB }) {
    const calls: readonly Call[] = await request.json();
    return Response.json(await DB.batch(calls.map(({ sql, binds }) => DB.prepare(sql).bind(...binds))));
  },
} satisfies ExportedHandler<Env>;
