// The load generator, in a thread of its own: what measures must not wait for what starts and logs.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort } from "node:worker_threads";

import { type Connection, openConnection } from "./connection.ts";
import type { Burst, BurstResult, Job, Message, Played, Play } from "./load.ts";

function tell(message: Message<unknown>): void {
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(message);
}

parentPort?.on("message", (job: Job) => {
  const work = job.type === "burst" ? burst(job) : play(job);
  work.then(
    (result) => tell({ result }),
    (error: unknown) => tell({ error: String(error) }),
  );
});

/** Every connection sends its next request as soon as it has the answer to the one before. */
async function burst({
  host,
  port,
  head,
  tail,
  connections,
  warmUpMs,
  durationMs,
}: Burst): Promise<BurstResult> {
  const label = crypto.randomUUID();
  const pool = await Promise.all(Array.from({ length: connections }, () => openConnection(host, port)));
  const from = performance.now() + warmUpMs;
  const until = from + durationMs;
  const waits: number[] = [];
  let sent = 0;
  let refused = 0;

  async function sendOn(connection: Connection): Promise<void> {
    for (let at = performance.now(); at < until;) {
      const { status } = await connection.send(`${head}${label}-${String(sent++).padStart(8, "0")}${tail}`);
      const answeredAt = performance.now();
      if (status >= 300) refused++;
      if (answeredAt >= from && answeredAt < until) waits.push(answeredAt - at);
      at = answeredAt;
    }
  }

  await Promise.all(pool.map(sendOn));
  for (const connection of pool) connection.close();
  return { perSecond: (waits.length * 1000) / durationMs, waits, refused };
}

/** Sends each request at its time, whatever became of the others; without times, one after the other. */
async function play({ host, port, requests, dueAt }: Play): Promise<readonly Played[]> {
  const idle: Connection[] = [];
  const open: Connection[] = [];
  const begin = performance.now();

  async function send(request: string, due: number): Promise<Played> {
    const connection = idle.pop() ?? (await openConnection(host, port));
    if (!open.includes(connection)) open.push(connection);
    const { status, head } = await connection.send(request);
    const milliseconds = performance.now() - begin - due;
    idle.push(connection);
    return { status, head, milliseconds };
  }

  const played: Promise<Played>[] = [];
  for (const [index, request] of requests.entries()) {
    const due = dueAt?.[index];
    if (due === undefined) {
      const answer = send(request, performance.now() - begin);
      played.push(answer);
      await answer;
    } else {
      const early = due - (performance.now() - begin);
      if (early > 0) await sleep(early);
      played.push(send(request, due));
    }
  }
  const answers = await Promise.all(played);
  for (const connection of open) connection.close();
  return answers;
}
