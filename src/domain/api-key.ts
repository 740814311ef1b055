import { DEFAULT_DATABASE } from "./database-number.ts";

const PREFIX = "tl";
const SECRET_CHARACTERS = 43; // 32 bytes in base 62
const CHECKSUM_CHARACTERS = 6; // 32 bits in base 62
const SHOWN_CHARACTERS = 9;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const GENERATED = new RegExp(
  `^${PREFIX}([2-9]|[1-9][0-9])?_([0-9A-Za-z]{${SECRET_CHARACTERS}})([0-9A-Za-z]{${CHECKSUM_CHARACTERS}})$`,
);
const HAND_MADE = new RegExp(`^${PREFIX}_[a-z]{1,16}$`);

export const SCOPES = ["ingest", "read", "admin"] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

/**
 * A new API key from 32 random bytes: a prefix that secret scanners can know, the secret, and a checksum. That of a
 * workspace in a further database says its number in the prefix, since the key is looked up there.
 */
export function toApiKey(random: Uint8Array, database = DEFAULT_DATABASE): string {
  const secret = toBase62(random, SECRET_CHARACTERS);
  const number = database === DEFAULT_DATABASE ? "" : String(database);
  return `${PREFIX}${number}_${secret}${checksumOf(number + secret)}`;
}

/**
 * False for what no workspace can have as a key, so that typing errors and cut keys cost no look-up.
 * The local demo workspace has a short one made by hand, which has no checksum.
 */
export function isPlausibleApiKey(key: string): boolean {
  if (HAND_MADE.test(key)) return true;
  const [, number = "", secret = "", checksum] = GENERATED.exec(key) ?? [];
  return checksumOf(number + secret) === checksum;
}

/** The number of the database that holds the key, if any does. */
export function databaseNumberOfKey(key: string): number {
  return Number(GENERATED.exec(key)?.[1] ?? DEFAULT_DATABASE);
}

/** The start of a key, enough to tell keys apart and too little to use. */
export function shownPrefix(key: string): string {
  return key.slice(0, SHOWN_CHARACTERS);
}

const encoder = new TextEncoder();

function checksumOf(secret: string): string {
  let text = "";
  for (let rest = crc32(encoder.encode(secret)); rest > 0; rest = Math.floor(rest / ALPHABET.length)) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
  }
  return text.padStart(CHECKSUM_CHARACTERS, "0");
}

function toBase62(bytes: Uint8Array, length: number): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (; value > 0n; value /= 62n) text = ALPHABET.charAt(Number(value % 62n)) + text;
  return text.padStart(length, "0");
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
