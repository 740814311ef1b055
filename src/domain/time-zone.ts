/** From an instant on, local time is UTC plus the offset, until the next. Epoch ms and ms. */
export type ZoneOffset = { readonly fromAt: number; readonly offsetMs: number };

const DAY_MS = 24 * 60 * 60_000;
const STEP_MS = 7 * DAY_MS;
const FIRST_AT = Date.UTC(1900, 0, 1);
const LAST_AT = Date.UTC(2100, 0, 1);

/** True for a name that the runtime's time zone database knows, like Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * All changes of a time zone's offset from 1900 to 2100; before and after, the first and the last go on. Empty for a
 * zone that is always UTC.
 */
export function zoneOffsets(timeZone: string): readonly ZoneOffset[] {
  const offsetAt = offsetReader(timeZone);
  const offsets: ZoneOffset[] = [{ fromAt: Number.MIN_SAFE_INTEGER, offsetMs: offsetAt(FIRST_AT) }];
  for (let at = FIRST_AT; at < LAST_AT; at += STEP_MS) {
    const [before, after] = [offsetAt(at), offsetAt(at + STEP_MS)];
    if (before !== after)
      offsets.push({ fromAt: changeBetween(at, at + STEP_MS, offsetAt), offsetMs: after });
  }
  return offsets.every(({ offsetMs }) => offsetMs === 0) ? [] : offsets;
}

function changeBetween(from: number, to: number, offsetAt: (at: number) => number): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetReader(timeZone: string): (at: number) => number {
  const formatter = formatterOf(timeZone);
  return (at) => {
    const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const date = Date.UTC(part("year"), part("month") - 1, part("day"));
    return date + ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1000 - at;
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}
