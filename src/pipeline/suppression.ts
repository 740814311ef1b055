import { findAddresses } from "../domain/addresses.ts";
import { hmacHex } from "../domain/hmac.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import type { AddressHashes } from "../storage/suppressed.ts";

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
  if (secret === null) throw new Error("setting SECRET is missing, by which suppressed addresses are known");
  return keep(await hashAddressesIn(secret, key.workspaceId, text));
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
