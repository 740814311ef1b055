const encoder = new TextEncoder();

/** HMAC-SHA-256 of each text under one secret, as 64 lower-case hex digits. */
export async function hmacHex(secret: string, texts: readonly string[]): Promise<readonly string[]> {
  const key = await importKey(encoder.encode(secret));
  return Promise.all(
    texts.map(async (text) => toHex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)))),
  );
}

/** HMAC-SHA-256 of a text under a key that is given in base64, in base64 as well. */
export async function hmacBase64(keyInBase64: string, text: string): Promise<string> {
  const key = await importKey(Uint8Array.from(atob(keyInBase64), (byte) => byte.charCodeAt(0)));
  const digest = await crypto.subtle.sign("HMAC", key, encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function importKey(bytes: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
