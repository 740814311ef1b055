import { Worker } from "node:worker_threads";

type Target = { readonly host: string; readonly port: number };

/** A closed loop; the head and the tail of a request stand around a label that makes it another event each time. */
export type Burst = Target & {
  readonly type: "burst";
  readonly head: string;
  readonly tail: string;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
};

export type BurstResult = {
  readonly perSecond: number;
  /** Milliseconds until each answer. */
  readonly waits: readonly number[];
  /** Answers other than 2xx. */
  readonly refused: number;
};

/** Requests as they stand, each at its time in ms from the start; one after the other where there are no times. */
export type Play = Target & {
  readonly type: "play";
  readonly requests: readonly string[];
  readonly dueAt: readonly number[] | null;
};

export type Played = {
  readonly status: number;
  readonly head: string;
  /** From when it was due, so that what the load generator is late counts as well. */
  readonly milliseconds: number;
};

export type Job = Burst | Play;

export type Message<Result> = { readonly result: Result } | { readonly error: string };

/** One load at a time; `close` ends its thread. */
export function createLoad() {
  const thread = new Worker(new URL("thread.ts", import.meta.url));

  function run<Result>(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      thread.once("error", reject);
      thread.once("message", (message: Message<Result>) => {
        thread.off("error", reject);
        if ("error" in message) reject(new Error(message.error));
        else resolve(message.result);
      });
      // eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.postMessage(job);
    });
  }

  return {
    burst: (burst: Omit<Burst, "type">) => run<BurstResult>({ ...burst, type: "burst" }),
    play: (play: Omit<Play, "type">) => run<readonly Played[]>({ ...play, type: "play" }),
    close: async () => void (await thread.terminate()),
  };
}

export type Load = ReturnType<typeof createLoad>;
