import { persist } from "../storage/d1.ts";
import { buryTickets, type Ticket } from "../storage/outbox.ts";
import { readTicket } from "./message.ts";

const RETRY_SECONDS = 60;

/** The dead letters: their events end as failed. Never throws; while D1 is away the letters wait. */
export async function bury(batch: MessageBatch, db: D1Database): Promise<void> {
  const tickets: Ticket[] = batch.messages
    .map(({ body }) => readTicket(body))
    .filter((ticket) => ticket !== null);
  try {
    await persist(() => buryTickets(db, tickets, Date.now()));
    batch.ackAll();
    console.warn({ message: "dead letters", events: tickets.map(({ id }) => id) });
  } catch (error) {
    batch.retryAll({ delaySeconds: RETRY_SECONDS });
    console.error({ message: "dead letters not buried", events: tickets.length, error: String(error) });
  }
}
