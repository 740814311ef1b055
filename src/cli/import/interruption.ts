// Ctrl-C reaches a command of npm twice: from the terminal, and handed on by npm.
const ECHO_MS = 500;

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type Interruption = {
  /** Aborts when this process is asked to end. */
  readonly signal: AbortSignal;
  /** The exit code that says so. */
  readonly exitCode: () => number;
  /** Leaves the signals alone again. */
  stop(): void;
};

/** The first signal asks for an end, a second one ends at once. */
export function awaitInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  let exitCode = 0;
  let firstAt = 0;
  const listeners = Object.entries(CODES).map(([name, code]) => {
    const listener = () => {
      if (!controller.signal.aborted) {
        exitCode = code;
        firstAt = performance.now();
        onFirst();
        controller.abort();
      } else if (performance.now() - firstAt > ECHO_MS) process.exit(code);
    };
    process.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    stop() {
      for (const { name, listener } of listeners) process.off(name, listener);
    },
  };
}
