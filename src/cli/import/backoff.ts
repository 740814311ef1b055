const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before trying again after so many failures (from 1); `random` is from 0 to 1. */
export function toDelayMs(failures: number, retryAfterSeconds: number | null, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  // Half of it by chance, so that those who failed together don't come back together.
  return Math.max((full / 2) * (1 + random), (retryAfterSeconds ?? 0) * 1000);
}
