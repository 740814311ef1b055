// Nothing but an answer: how much the load generator and the runtime's HTTP can do.
export default {
  async fetch(request) {
    await request.text();
    return new Response(null, { status: 204 });
  },

  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env>;
