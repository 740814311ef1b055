import { hashContent } from "../../src/domain/content-hash.ts";
import { identify } from "../../src/domain/identity.ts";
import type { Kind } from "../../src/domain/kinds/kind.ts";
import { calls } from "../../src/domain/kinds/calls.ts";
import { emails } from "../../src/domain/kinds/emails.ts";
import { readReply } from "../../src/domain/reply.ts";
import { understandText } from "../../src/domain/understand.ts";
import { LEXICON } from "../../src/lexicon/lexicon.ts";
import { callBody, emailBody } from "../bodies.ts";

const SENTENCE = "We could start with ten seats in March, and see how the team likes it. ";
const KB = 1024;

export type CpuCost = {
  readonly event: string;
  /** CPU milliseconds of the pure part of receiving, and of processing, one event. */
  readonly receive: number;
  readonly process: number;
};

/** Bodies, each with how often it is to be done for a figure. */
type Case = { readonly event: string; readonly kind: Kind; readonly body: string; readonly times: number };

export function cpuCases(): readonly Case[] {
  const cases: readonly (readonly [string, Kind, object, number])[] = [
    ["email sent, 2 KB", emails, email("sent", 2 * KB), 300],
    ["email reply, 2 KB", emails, email("reply", 2 * KB), 300],
    ["email reply, 32 KB", emails, email("reply", 32 * KB), 50],
    ["transcript, 32 KB", calls, transcript(32 * KB), 50],
    ["transcript, 256 KB", calls, transcript(256 * KB), 20],
    ["transcript, 1 MiB", calls, transcript(1024 * KB), 10],
  ];
  return cases.map(([event, kind, fields, times]) => ({ event, kind, body: JSON.stringify(fields), times }));
}

/** What the domain takes of the processor; the platform's own work comes on top. */
export async function measureCpu(): Promise<readonly CpuCost[]> {
  const costs: CpuCost[] = [];
  for (const { event, kind, body, times } of cpuCases()) {
    costs.push({
      event,
      receive: await cpuOf(times, () => receivePurely(kind, body)),
      process: await cpuOf(times, () => Promise.resolve(analyse(kind, body))),
    });
  }
  return costs;
}

function email(eventType: string, bytes: number): object {
  const lines = SENTENCE.repeat(Math.ceil(bytes / SENTENCE.length)).replaceAll(". ", ".\n");
  return emailBody({ eventType, body: { text: lines.slice(0, bytes) } });
}

function transcript(bytes: number): object {
  const turns = Math.floor(bytes / JSON.stringify(turn(1000)).length);
  return callBody({ transcript: Array.from({ length: turns }, (_none, index) => turn(index)) });
}

function turn(index: number): object {
  return { speaker: index % 2 === 0 ? "Ann" : "Bob", text: SENTENCE, startTime: index };
}

/** Everything that receiving does before it asks anybody. */
export async function receivePurely(kind: Kind, text: string): Promise<unknown> {
  const reading = understandText(kind, text, { isStrict: false });
  if (!reading.ok) throw new Error("not understood");
  const { body, understood } = reading.meaning;
  return Promise.all([identify("wrk", kind, understood.type, body), hashContent(understood)]);
}

function analyse(kind: Kind, text: string): unknown {
  const reading = understandText(kind, text, { isStrict: false });
  if (!reading.ok) throw new Error("not understood");
  const { facts, reply } = reading.meaning.understood;
  return facts(reply === null ? null : readReply(LEXICON, reply));
}

async function cpuOf(times: number, work: () => Promise<unknown>): Promise<number> {
  for (let round = 0; round < times; round++) await work();
  const before = process.cpuUsage();
  for (let round = 0; round < times; round++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
