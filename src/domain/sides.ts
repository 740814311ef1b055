import type { Side } from "./call-measures.ts";
import { isOwn } from "./company.ts";
import { calledBy } from "./names.ts";

type Participant = { readonly email?: string | undefined; readonly name?: string | undefined };

/**
 * Tells whose side a speaker is on: that of the participant who has the name, by the domain of the address. A first
 * name or a local part is enough where one participant alone has it. Null for anyone else, and without domains.
 */
export function createSides(
  participants: readonly Participant[],
  ownDomains: readonly string[],
): (speaker: string) => Side | null {
  if (ownDomains.length === 0) return () => null;
  const sides = new Map<string, Side | "several">();
  for (const participant of participants) {
    const side = sideOfAddress(participant.email, ownDomains);
    if (side === null) continue;
    for (const key of keysOf(participant)) {
      const known = sides.get(key);
      sides.set(key, known === undefined || known === side ? side : "several");
    }
  }
  return (speaker) => {
    const words = calledBy(speaker.replace(/\([^()]{0,100}\)\s*$/, ""));
    const side = sides.get(speaker.trim().toLowerCase()) ?? sides.get(words.join(" "));
    return side === undefined || side === "several" ? null : side;
  };
}

/** Internal for an address of one of these domains or of a domain below it; null for none. */
function sideOfAddress(address: string | undefined, ownDomains: readonly string[]): Side | null {
  if (address === undefined || !address.includes("@")) return null;
  return isOwn(address.toLowerCase(), ownDomains) ? "internal" : "external";
}

/** All by which a transcript may name someone. */
function keysOf({ email, name }: Participant): ReadonlySet<string> {
  const words = calledBy(name ?? "");
  const [local = ""] = (email ?? "").toLowerCase().split("@");
  const keys = [
    words.join(" "),
    words[0] ?? "",
    email?.toLowerCase() ?? "",
    local,
    local.split(/[._-]/)[0] ?? "",
  ];
  return new Set(keys.filter((key) => key !== ""));
}
