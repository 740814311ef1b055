const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** With a comma for each thousand. */
export function formatNumber(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Like 45 s, 3 min 5 s or 2 h 10 min. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < MINUTE_SECONDS) return `${whole} s`;
  if (whole < HOUR_SECONDS) return `${Math.floor(whole / MINUTE_SECONDS)} min ${whole % MINUTE_SECONDS} s`;
  return `${Math.floor(whole / HOUR_SECONDS)} h ${Math.floor((whole % HOUR_SECONDS) / MINUTE_SECONDS)} min`;
}
