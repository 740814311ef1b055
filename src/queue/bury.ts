import { persist } from "../storage/d1.ts";
import { databaseOf, NOT_BOUND } from "../storage/databases.ts";
import { buryTickets, type Ticket } from "../storage/outbox.ts";
import { readTicket } from "./message.ts";
import { toLogLine } from "../log-line.ts";

const RETRY_SECONDS = 60;

type Letter = { readonly message: Message; readonly ticket: Ticket };

/** The dead letters: their events end as failed. Never throws; while their database is away the letters wait. */
export async function bury(batch: MessageBatch, env: Env): Promise<void> {
  const letters: Letter[] = [];
  for (const message of batch.messages) {
    const ticket = readTicket(message.body);
    if (ticket === null) message.ack();
    else letters.push({ message, ticket });
  }
  const shares = Map.groupBy(letters, ({ ticket }) => databaseOf(env, ticket.workspaceId));
  await Promise.all([...shares].map(([db, share]) => buryIn(db, share)));
}

async function buryIn(db: D1Database | null, letters: readonly Letter[]): Promise<void> {
  const tickets = letters.map(({ ticket }) => ticket);
  try {
    if (db === null) throw new Error(NOT_BOUND);
    await persist(() => buryTickets(db, tickets, Date.now()));
    for (const { message } of letters) message.ack();
    console.warn(toLogLine({ message: "dead letters", events: tickets.map(({ id }) => id) }));
  } catch (error) {
    for (const { message } of letters) message.retry({ delaySeconds: RETRY_SECONDS });
    console.error(
      toLogLine({ message: "dead letters not buried", events: tickets.length, error: String(error) }),
    );
  }
}
