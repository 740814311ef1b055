import { setTimeout as sleep } from "node:timers/promises";

import { type Problem, readImported, readProblem } from "./answer.ts";
import { toDelayMs } from "./backoff.ts";
import type { Client, Reply } from "./client.ts";
import type { Refused } from "./entry.ts";
import { addTallies, type Tally, tallyImported, tallyRefused } from "./tally.ts";

export type Line = { readonly line: number; readonly text: string };

export type Outcome = { readonly tally: Tally; readonly refused: readonly Refused[] };

/** The import can't go on; what was acknowledged stays so. Its message is whole sentences. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

export type Patience = {
  /** From the first failure of a request. */
  readonly giveUpAfterMs: number;
  /** Ends waiting for a next try. */
  readonly signal: AbortSignal;
  readonly onRetry: (reason: string) => void;
};

/** What a server before Touchlog means that knows only how to say 413. */
const TOO_LARGE: Problem = {
  code: "payload_too_large",
  message: "something before Touchlog takes no request of this size",
  errors: [],
};

type Answer = Extract<Reply, { kind: "answer" }>;

/** Sends lines until each has an outcome. Throws Stopped, or the signal's reason when it was waiting. */
export async function deliver(client: Client, lines: readonly Line[], patience: Patience): Promise<Outcome> {
  const answer = await insist(() => client.postEvents(lines.map(({ text }) => text)), patience);
  if (answer.status === 200) return toOutcome(lines, answer);
  const problem = readProblem(answer.text) ?? (answer.status === 413 ? TOO_LARGE : null);
  if (problem === null || (answer.status !== 400 && answer.status !== 413)) throw refusedAll(answer);
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return refuseLine(only, problem);
  const half = Math.ceil(lines.length / 2);
  const first = await deliver(client, lines.slice(0, half), patience);
  const second = await deliver(client, lines.slice(half), patience);
  return {
    tally: addTallies(first.tally, second.tally),
    refused: [...first.refused, ...second.refused],
  };
}

/** Asks again and again, with longer and longer pauses, while the failure is one that passes. */
export async function insist(ask: () => Promise<Reply>, patience: Patience): Promise<Answer> {
  let failedFirstAt: number | null = null;
  for (let failures = 1; ; failures++) {
    const reply = await ask();
    if (reply.kind === "answer" && !passes(reply.status)) return reply;
    const reason = describe(reply);
    failedFirstAt ??= performance.now();
    const delayMs = toDelayMs(failures, retryAfterOf(reply), Math.random());
    if (performance.now() + delayMs - failedFirstAt > patience.giveUpAfterMs) {
      throw new Stopped(`Gave up after ${failures} tries: ${reason}.`);
    }
    patience.onRetry(reason);
    await sleep(delayMs, undefined, { signal: patience.signal });
  }
}

/** Also a timeout that something between reports. */
function passes(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function retryAfterOf(reply: Reply): number | null {
  return reply.kind === "answer" ? reply.retryAfterSeconds : null;
}

function describe(reply: Reply): string {
  if (reply.kind === "unreachable") return `no answer (${reply.reason})`;
  const problem = readProblem(reply.text);
  return problem === null ? `the answer was ${reply.status}` : `${reply.status} ${problem.message}`;
}

/** A refusal that is not about single lines. */
export function refusedAll({ status, text, location }: Answer): Stopped {
  const problem = readProblem(text);
  if (location !== null && status >= 300 && status < 400) {
    return new Stopped(`The answer leads elsewhere, to ${location}: give --url as it is there.`);
  }
  if (problem !== null) return new Stopped(`Refused with ${status} ${problem.code}: ${problem.message}.`);
  return new Stopped(`The answer was ${status}, and not one of Touchlog's: does --url lead to it?`);
}

function toOutcome(lines: readonly Line[], answer: Answer): Outcome {
  const imported = readImported(answer.text);
  if (imported === null || imported.results.length !== lines.length) {
    throw new Stopped(
      "The answer was 200, but not what Touchlog answers to an import: does --url lead to it, and to this version?",
    );
  }
  const refused = lines.flatMap(({ line, text }, index) => {
    const result = imported.results[index];
    if (result?.status !== "failed") return [];
    const { code, message, errors } = result;
    return [{ line, code, message, errors, text }];
  });
  return { tally: tallyImported(imported), refused };
}

function refuseLine({ line, text }: Line, { code, message, errors }: Problem): Outcome {
  const refused = [{ line, code, message, errors, text }];
  return { tally: tallyRefused(refused), refused };
}
