/** D1 did not do it in time, or said that it can't: our own trouble, for the caller to answer with a 503. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

export type Patience = {
  /** Milliseconds for all tries together. */
  readonly deadlineMs: number;
  /** Milliseconds for one try; the last one gets what is left. */
  readonly tryMs: number;
  readonly tries: number;
};

/** For a sender that waits: short enough that a client's own time-out does not end first. */
const REQUEST_PATIENCE: Patience = { deadlineMs: 10_000, tryMs: 4_000, tries: 3 };

/**
 * Runs an idempotent piece of D1 work, again after a failure or when it takes too long, with jitter between.
 * A try that was given up may still take effect. Throws Unavailable; "overloaded" is never tried again.
 */
export async function persist<T>(work: () => Promise<T>, patience: Patience = REQUEST_PATIENCE): Promise<T> {
  const giveUpAt = Date.now() + patience.deadlineMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await within(Math.min(patience.tryMs, giveUpAt - Date.now()), work());
    } catch (cause) {
      const pauseMs = (0.5 + Math.random()) * 50 * 2 ** attempt;
      const isLast = attempt >= patience.tries || Date.now() + pauseMs >= giveUpAt;
      if (isLast || isOverloaded(cause)) throw new Unavailable("D1 gave no answer", { cause });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** The promise's outcome, or a rejection once the time is up. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${milliseconds} ms`)),
      Math.max(0, milliseconds),
    );
  });
  try {
    return await Promise.race([promise, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/** True when D1 has too much to do: whoever tries again makes it worse. */
export function isOverloaded(error: unknown): boolean {
  if (error instanceof Unavailable) return isOverloaded(error.cause);
  return error instanceof Error && /overloaded/i.test(error.message);
}
