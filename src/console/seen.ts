import type { Seen } from "../storage/live.ts";

/** How far a page has seen what arrives, as a text that it hands back. */
export function writeSeen({ event, rejection, repeats, at }: Seen): string {
  return [event, rejection, repeats, at].join("-");
}

/** From the beginning for a text that is none. */
export function readSeen(text: string): Seen {
  const [event = 0, rejection = 0, repeats = 0, at = 0] = /^(\d{1,15}-){3}\d{1,15}$/.test(text)
    ? text.split("-").map(Number)
    : [];
  return { event, rejection, repeats, at };
}
