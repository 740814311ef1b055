import * as v from "valibot";

import { isErased } from "../erased.ts";
import { isBlank, someOf, text } from "./text.ts";

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;
const ADDRESS_CHARACTERS = 320; // RFC 3696: 64 before the @, 255 behind it

/** A stored body is understood again whenever its event is needed, also after someone on it was erased. */
export function isAddress(value: string): boolean {
  if (isErased(value)) return true;
  return value.length <= ADDRESS_CHARACTERS && ADDRESS.test(value);
}

/** Splits `Name <address>`; the name is "" where there is none. */
export function splitMailbox(mailbox: string): { readonly name: string; readonly address: string } {
  const match = /^([^<]*)<([^<>]*)>\s*$/.exec(mailbox);
  const name = (match?.[1] ?? "").trim().replace(/^"(.*)"$/, "$1");
  return { name, address: (match?.[2] ?? mailbox).trim().toLowerCase() };
}

/** One email address, bare or as `Name <address>`; understood bare and in lower case. */
export const address = v.pipe(
  v.string(),
  v.transform((mailbox) => splitMailbox(mailbox).address),
  v.check(isAddress, "is not an email address"),
  v.description("an email address like ann@example.com"),
);

/** Someone an email comes from or goes to. */
export const addressee = v.pipe(
  v.looseObject({ email: address, name: v.optional(text) }),
  v.description('a person like {"email": "ann@example.com", "name": "Ann"}'),
  v.metadata({ role: "addressee" }),
);

/** Someone in a call: with an address, a name or both; a plain text is one of the two. */
export const participant = v.pipe(
  v.union([
    v.pipe(
      v.string(),
      v.check((name) => !isBlank(name), "is blank"),
      v.transform(toPerson),
    ),
    v.pipe(
      v.looseObject({ email: v.optional(address), name: v.optional(text) }),
      someOf<Person>("email", "name"),
    ),
  ]),
  v.description(
    'a person like {"email": "ann@example.com", "name": "Ann"}, one of the two at least, or a text',
  ),
  v.metadata({ role: "person" }),
);

/** Someone on a social network: an address, a name or a profile; a plain text is one of the three. */
export const socialPerson = v.pipe(
  v.union([
    v.pipe(
      v.string(),
      v.check((name) => !isBlank(name), "is blank"),
      v.transform(toSocialPerson),
    ),
    v.pipe(
      v.looseObject({ email: v.optional(address), name: v.optional(text), profileUrl: v.optional(text) }),
      someOf<SocialPerson>("email", "name", "profileUrl"),
    ),
  ]),
  v.description(
    'a person like {"name": "Ann", "profileUrl": "https://…"}, with email, name or profileUrl, or a text',
  ),
  v.metadata({ role: "person" }),
);

export type Person = { readonly email?: string | undefined; readonly name?: string | undefined };

type SocialPerson = Person & { readonly profileUrl?: string | undefined };

function toPerson(mailbox: string): Person {
  const split = splitMailbox(mailbox);
  if (!isAddress(split.address)) return { name: mailbox.trim() };
  return split.name === "" ? { email: split.address } : { email: split.address, name: split.name };
}

function toSocialPerson(mailbox: string): SocialPerson {
  return /^https?:\/\//i.test(mailbox.trim()) ? { profileUrl: mailbox.trim() } : toPerson(mailbox);
}
