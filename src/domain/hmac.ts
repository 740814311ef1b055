/** HMAC-SHA-256 of each text under one secret, as 64 lower-case hex digits. */
export async function hmacHex(secret: string, texts: readonly string[]): Promise<readonly string[]> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return Promise.all(
    texts.map(async (text) => toHex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)))),
  );
}

function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
