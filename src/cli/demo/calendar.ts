import { below, type Chance } from "../chance.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

const WEEKS = 13;
const DAY_BEGINS = 8; // o'clock
const DAY_ENDS = 18;
const SATURDAY = 5; // counted from Monday
const EPOCH_DAY = 3; // 1970 began on a Thursday

export type Period = { readonly startsAt: number; readonly endsAt: number };

/**
 * 13 whole weeks from a Monday, and the days of the week that `until` is in, without that day itself; all in UTC. Days of
 * one week have one begin, so that the next day's world is the same with more at its end.
 */
export function periodUntil(until: number): Period {
  const endsAt = Math.floor(until / DAY_MS) * DAY_MS;
  return { startsAt: endsAt - weekdayOf(endsAt) * DAY_MS - WEEKS * WEEK_MS, endsAt };
}

/** That time, or a time in the first hours of the next working day where nobody works; in whole seconds. */
export function toWorkTime(at: number, zoneHours: number, draw: Chance): number {
  const local = Math.floor(at / 1000) * 1000 + zoneHours * HOUR_MS;
  const hour = Math.floor((local % DAY_MS) / HOUR_MS);
  if (weekdayOf(local) < SATURDAY && hour >= DAY_BEGINS && hour < DAY_ENDS)
    return local - zoneHours * HOUR_MS;
  let day = Math.floor(local / DAY_MS) * DAY_MS + (hour >= DAY_BEGINS ? DAY_MS : 0);
  while (weekdayOf(day) >= SATURDAY) day += DAY_MS;
  const morningMs = below(3 * HOUR_MS, draw);
  return Math.floor((day + DAY_BEGINS * HOUR_MS + morningMs) / 1000) * 1000 - zoneHours * HOUR_MS;
}

/** The next full or half hour on a working day. */
export function toAppointment(at: number, zoneHours: number, draw: Chance): number {
  const half = HOUR_MS / 2;
  const local = Math.ceil((toWorkTime(at, zoneHours, draw) + zoneHours * HOUR_MS) / half) * half;
  // No call begins when the day ends.
  const isLate = Math.floor((local % DAY_MS) / HOUR_MS) >= DAY_ENDS - 1;
  return local - zoneHours * HOUR_MS - (isLate ? 2 * HOUR_MS : 0);
}

/** Around the median, with few that are very long (log-normal, by Box and Muller). */
export function logNormal(median: number, sigma: number, draw: Chance): number {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return median * Math.exp(sigma * normal);
}

/** Like 2026-11-21T11:30:00+01:00. */
export function withOffset(at: number, zoneHours: number): string {
  const minutes = Math.abs(zoneHours) * 60;
  return `${withoutZone(at + zoneHours * HOUR_MS)}${zoneHours < 0 ? "-" : "+"}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
}

/** Like 2026-11-21T10:30:00, in UTC. */
export function withoutZone(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** 0 for Monday to 6. */
function weekdayOf(at: number): number {
  return (Math.floor(at / DAY_MS) + EPOCH_DAY) % 7;
}

function twoDigits(number: number): string {
  return String(Math.floor(number)).padStart(2, "0");
}
