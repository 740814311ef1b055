import { findAddresses } from "../domain/addresses.ts";
import { hmacHex } from "../domain/hmac.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import type { Arrival } from "../storage/event-insert.ts";
import type { NewEvent } from "../storage/events.ts";
import type { AddressHashes } from "../storage/suppressed.ts";

const NO_SECRET = "setting SECRET is missing, by which suppressed addresses are known";

/** How an address is kept that nobody is to read: keyed by the deployment and by the workspace. */
export async function hashAddress(secret: string, workspaceId: string, address: string): Promise<string> {
  const [hash = ""] = await hashAddresses(secret, workspaceId, [address]);
  return hash;
}

/**
 * Keeps what a text belongs to unless it names somebody who is suppressed: `keep` is an insert that checks it by itself
 * and says null when it did not insert. The hashes are made only where somebody is suppressed, which an insert without
 * them finds out. Null when somebody is.
 */
export async function keepUnlessSuppressed<T>(
  secret: string | null,
  { key, hasSuppressed }: KeyHolder,
  text: string,
  keep: (hashes: AddressHashes) => Promise<T | null>,
): Promise<T | null> {
  const kept = hasSuppressed ? null : await keep(null);
  if (kept !== null) return kept;
  if (secret === null) throw new Error(NO_SECRET);
  return keep(await hashAddressesIn(secret, key.workspaceId, text));
}

/**
 * The same for many events: `keep` gives what it kept by arrival, and without the hashes of an event leaves it out when
 * anybody is suppressed. Missing in the outcome are those that name somebody who is.
 */
export async function keepAllUnlessSuppressed<T>(
  secret: string | null,
  { key, hasSuppressed }: KeyHolder,
  events: readonly NewEvent[],
  keep: (arrivals: readonly Arrival[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  const kept = hasSuppressed
    ? new Map<string, T>()
    : await keep(events.map((event) => ({ event, hashes: null })));
  const rest = events.filter(({ arrival }) => !kept.has(arrival));
  if (rest.length === 0) return kept;
  if (secret === null) throw new Error(NO_SECRET);
  const arrivals: Arrival[] = [];
  for (const event of rest) {
    arrivals.push({ event, hashes: await hashAddressesIn(secret, key.workspaceId, event.body) });
  }
  return new Map([...kept, ...(await keep(arrivals))]);
}

/** The hashes of all addresses in a text. */
export function hashAddressesIn(
  secret: string,
  workspaceId: string,
  text: string,
): Promise<readonly string[]> {
  return hashAddresses(secret, workspaceId, [...findAddresses(text)]);
}

function hashAddresses(
  secret: string,
  workspaceId: string,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const named = addresses.map((address) => `suppressed\n${workspaceId}\n${address}`);
  return hmacHex(secret, named);
}
