const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

/** How long, in its two greatest units: `2 d 3 h`. */
export function duration(ms: number): string {
  const [first, second] = UNITS.map(([length, unit], index) => {
    const before = UNITS[index - 1]?.[0];
    return { amount: Math.floor((before === undefined ? ms : ms % before) / length), unit };
  }).slice(UNITS.findIndex(([length]) => ms >= length));
  return [first, second]
    .flatMap((part) => (part === undefined || part.amount === 0 ? [] : `${part.amount} ${part.unit}`))
    .join(" ");
}

/** A place in a call, as recorders show it: `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}
