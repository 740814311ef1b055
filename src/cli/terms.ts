import { isTimeZone } from "../domain/time-zone.ts";
import { Refusal } from "./refusal.ts";

const MAX_DAYS = 3650;

/** A name of the time zone database. */
export function readTimeZone(given: string): string {
  if (isTimeZone(given)) return given;
  throw new Refusal(`--time-zone is a name like Europe/Berlin or UTC, not "${given}".`);
}

/** Domains in lower case. */
export function readDomains(given: string): readonly string[] {
  const domains = given.split(",").map((part) => part.trim().toLowerCase());
  const odd = domains.find((domain) => !/^[^\s@.]+(?:\.[^\s@.]+)+$/.test(domain));
  if (odd === undefined) return domains;
  throw new Refusal(`--own-domains are domains like company.com with commas between, not "${odd}".`);
}

/** A currency's code. */
export function readCurrencyCode(given: string): string {
  if (/^[A-Za-z]{3}$/.test(given)) return given.toUpperCase();
  throw new Refusal(`--currency is a code of three letters like EUR, not "${given}".`);
}

export function readAttributionDays(given: string): number {
  const days = Number(given);
  if (/^\d{1,4}$/.test(given) && days >= 1 && days <= MAX_DAYS) return days;
  throw new Refusal(`--attribution-days is 1 to ${MAX_DAYS}, not "${given}".`);
}
