/** Far above what any service hands out. */
const MAX_URL_CHARACTERS = 2_048;

// Names that only a network of one's own knows.
const PRIVATE = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|localdomain|home\.arpa)$/;

/** Why nothing may be sent to a URL, to follow its name in a sentence; null when it may, as far as its text tells. */
export function findUrlFault(text: string): string | null {
  if (text.length > MAX_URL_CHARACTERS) return `has more than ${MAX_URL_CHARACTERS} characters`;
  if (!URL.canParse(text)) return "is no URL";
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== "https:") return "does not begin with https://";
  if (username !== "" || password !== "") return "has a user or a password before its host";
  const host = hostname.replace(/\.$/, "");
  const isPublic = host.includes(".") && !PRIVATE.test(host) && !/^[\d.]+$/.test(host);
  return isPublic ? null : "names no host that is known on the internet by a name";
}
