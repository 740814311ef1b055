// The pure part of receiving, and what it is compared with: clocks stand still in a Worker, so that the bench times it
// from outside.
import { cpuCases, receivePurely } from "../../test/measure/cpu.ts";

const cases = new Map(cpuCases().map((sample) => [sample.event, sample]));

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const sample = cases.get(searchParams.get("event") ?? "");
    if (sample === undefined) return Response.json([...cases.values()].map(({ event }) => event));
    const { kind, body } = sample;
    const bytes = new TextEncoder().encode(body);
    const receive = () => receivePurely(kind, body);
    const compare = async () => [JSON.parse(body), await crypto.subtle.digest("SHA-256", bytes)];
    const work = searchParams.get("work") === "receive" ? receive : compare;
    const times = Number(searchParams.get("times"));
    for (let round = 0; round < times; round++) await work();
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler;
