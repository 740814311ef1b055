const WINDOW_MS = 15_000;

type Sample = { readonly atMs: number; readonly lines: number; readonly bytes: number };

export type Pace = { readonly linesPerSecond: number; readonly bytesPerSecond: number };

export type Pacer = { add(sample: Sample): Pace };

/** Tells the pace of the last seconds from totals. */
export function createPacer(begin: Sample): Pacer {
  let samples: readonly Sample[] = [begin];
  return {
    add(sample) {
      const isRecent = ({ atMs }: Sample) => atMs >= sample.atMs - WINDOW_MS;
      // One that is older stays, so that there is always a stretch to measure.
      const before = samples.findLast((earlier) => !isRecent(earlier));
      samples = [...(before === undefined ? [] : [before]), ...samples.filter(isRecent), sample];
      const [oldest = sample] = samples;
      const seconds = (sample.atMs - oldest.atMs) / 1000;
      if (seconds <= 0) return { linesPerSecond: 0, bytesPerSecond: 0 };
      return {
        linesPerSecond: (sample.lines - oldest.lines) / seconds,
        bytesPerSecond: (sample.bytes - oldest.bytes) / seconds,
      };
    },
  };
}
