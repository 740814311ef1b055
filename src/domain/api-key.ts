const PREFIX = "tl_";
const SECRET_CHARACTERS = 43; // 32 bytes in base 62
const CHECKSUM_CHARACTERS = 6; // 32 bits in base 62
const SHOWN_CHARACTERS = PREFIX.length + 6;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const GENERATED = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_CHARACTERS + CHECKSUM_CHARACTERS}}$`);
const HAND_MADE = new RegExp(`^${PREFIX}[a-z]{1,16}$`);

export const SCOPES = ["ingest", "read", "admin"] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

/** A new API key from 32 random bytes: a prefix that secret scanners can know, the secret, and a checksum. */
export function toApiKey(random: Uint8Array): string {
  const secret = toBase62(random, SECRET_CHARACTERS);
  return `${PREFIX}${secret}${checksumOf(secret)}`;
}

/**
 * False for what no workspace can have as a key, so that typing errors and cut keys cost no look-up.
 * The local demo workspace has a short one made by hand, which has no checksum.
 */
export function isPlausibleApiKey(key: string): boolean {
  if (HAND_MADE.test(key)) return true;
  if (!GENERATED.test(key)) return false;
  const secret = key.slice(PREFIX.length, -CHECKSUM_CHARACTERS);
  return key.endsWith(checksumOf(secret));
}

/** The start of a key, enough to tell keys apart and too little to use. */
export function shownPrefix(key: string): string {
  return key.slice(0, Math.min(SHOWN_CHARACTERS, key.length));
}

function checksumOf(secret: string): string {
  const crc = crc32(new TextEncoder().encode(secret));
  return toBase62(new Uint8Array([crc >>> 24, crc >>> 16, crc >>> 8, crc]), CHECKSUM_CHARACTERS);
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
