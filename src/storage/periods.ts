export const HOUR_MS = 60 * 60 * 1000;

const DAY_HOURS = 24;

/** Hours since 1970. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS);
}

/** Days since 1970, in UTC. */
export function dayOf(at: number): number {
  return Math.floor(hourOf(at) / DAY_HOURS);
}
