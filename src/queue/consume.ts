import { lexiconAmong } from "../pipeline/lexicon.ts";
import { type Delivery, processDeliveries } from "../pipeline/process.ts";
import type { DeliveryMark } from "../storage/attempts.ts";
import { databaseOf } from "../storage/databases.ts";
import { readTicket } from "./message.ts";
import { toLogLine } from "../log-line.ts";

const FIRST_RETRY_SECONDS = 5;
const LAST_RETRY_SECONDS = 900;

/** One outcome for each message of the batch. Never throws: a throw would undo the acknowledgements. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const deliveries: Delivery[] = [];
  for (const message of batch.messages) {
    const ticket = readTicket(message.body);
    if (ticket === null)
      console.error(toLogLine({ message: "unreadable queue message dropped", id: message.id }));
    else deliveries.push({ ...ticket, ...toMark(message) });
  }
  const failed = await processDeliveries(
    Map.groupBy(deliveries, ({ workspaceId }) => databaseOf(env, workspaceId)),
    lexiconAmong(env.ASSETS),
  );
  const failedIds = new Set(failed.map(({ delivery }) => delivery.id));
  for (const message of batch.messages) {
    if (failedIds.has(readTicket(message.body)?.id ?? "")) {
      message.retry({ delaySeconds: retryDelaySeconds(message.attempts) });
    } else {
      message.ack();
    }
  }
  for (const { delivery, reason } of failed) {
    console.warn(
      toLogLine({ message: "processing failed", event: delivery.id, attempt: delivery.attempt, reason }),
    );
  }
  console.log(
    toLogLine({
      message: "batch",
      queue: batch.queue,
      messages: batch.messages.length,
      failed: failed.length,
    }),
  );
}

function toMark({ id, timestamp, attempts }: Message): DeliveryMark {
  return { messageId: id, queuedAt: timestamp.getTime(), attempt: attempts };
}

/** Doubles with every delivery. */
function retryDelaySeconds(attempt: number): number {
  return Math.min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (attempt - 1));
}
