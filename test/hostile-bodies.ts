import { gzip } from "./raw.ts";
import { HOSTILE_VALUES } from "./hostile-values.ts";

export type HostileBody = {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

const MIB = 1_048_576;
const GZIPPED = { "content-encoding": "gzip" };

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const objectOf = (fields: number) =>
  `{${Array.from({ length: fields }, (_none, n) => `"${n.toString(36)}":1`).join()}}`;

function utf16(text: string, isLittle: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let index = 0; index < text.length; index++) {
    view.setUint16(2 * index, text.charCodeAt(index), isLittle);
  }
  return new Uint8Array(view.buffer);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Bodies that are no order and no event, by what they are. */
export async function createHostileBodies(): Promise<Readonly<Record<string, HostileBody>>> {
  const zipped = await gzip('{"a":1}');
  const values = Object.entries(HOSTILE_VALUES).map(([what, body]) => [what, { body }] as const);
  return {
    ...Object.fromEntries(values),
    nothing: { body: "" },
    "a NUL byte": { body: "\u0000" },
    "the beginning of an object": { body: '{"a":' },
    "two objects": { body: "{}{}" },
    "a comment": { body: "// {}\n{}" },
    "a form": {
      body: "email=a%40b.c&__proto__[polluted]=1",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    "a multipart form": { body: "--x--", headers: { "content-type": "multipart/form-data; boundary=x" } },
    "a page": { body: "<html><script>alert(1)</script>", headers: { "content-type": "text/html" } },
    "fields that stand twice": { body: '{"email":1,"email":2,"eventOIds":1,"eventOIds":[],"a":1,"a":1}' },
    "prototypes as fields": {
      body: '{"__proto__":{"email":"a@b.c","eventOIds":["x"]},"constructor":{"prototype":{"polluted":1}},"toString":1}',
    },
    "a hundred thousand fields": { body: objectOf(100_000) },
    "a million fields": { body: objectOf(1_000_000) },
    "a field whose name is a megabyte": { body: `{"${"x".repeat(1_000_000)}":1}` },
    "a hundred thousand lists inside one another": { body: "[".repeat(100_000) + "]".repeat(100_000) },
    "a hundred thousand objects inside one another": {
      body: '{"filter":'.repeat(100_000) + "1" + "}".repeat(100_000),
    },
    "a mebibyte of quotes": { body: '"'.repeat(MIB) },
    "a mebibyte of backslashes": { body: "\\".repeat(MIB) },
    "a mebibyte of escaped quotes": { body: `{"a":"${'\\"'.repeat(MIB / 2 - 4)}"}` },
    "a mebibyte of escaped backslashes": { body: `{"email":"${"\\".repeat(MIB - 12)}"}` },
    "one byte more than a mebibyte": { body: " ".repeat(MIB + 1) },
    "a gzip bomb": { body: await gzip(new Uint8Array(64 * MIB)), headers: GZIPPED },
    "a gzip bomb in a gzip": { body: await gzip(await gzip(new Uint8Array(8 * MIB))), headers: GZIPPED },
    "half of a gzip": { body: zipped.slice(0, zipped.length / 2), headers: GZIPPED },
    "a gzip without its checksum": { body: zipped.slice(0, -8), headers: GZIPPED },
    "a gzip with a wrong checksum": {
      body: joined(zipped.slice(0, -8), bytes(1, 2, 3, 4, 5, 6, 7, 8)),
      headers: GZIPPED,
    },
    "a gzip with more behind it": { body: joined(zipped, bytes(1, 2, 3)), headers: GZIPPED },
    "two gzips": { body: joined(zipped, zipped), headers: GZIPPED },
    "a gzip that does not say so": { body: zipped },
    "a text that says it is gzip": { body: '{"a":1}', headers: GZIPPED },
    "nothing that says it is gzip": { body: "", headers: GZIPPED },
    "a text that says it is brotli": { body: "{}", headers: { "content-encoding": "br" } },
    "a gzip of a gzip that says so": {
      body: await gzip(zipped),
      headers: { "content-encoding": "gzip, gzip" },
    },
    "UTF-16, little end first": {
      body: joined(bytes(0xff, 0xfe), utf16("{}", true)),
      headers: { "content-type": "application/json; charset=utf-16" },
    },
    "UTF-16, big end first": { body: utf16('{"a":"é"}', false) },
    "Latin-1": {
      body: bytes(0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d),
      headers: { "content-type": "application/json; charset=iso-8859-1" },
    },
    "a surrogate in UTF-8": { body: bytes(0x22, 0xed, 0xa0, 0x80, 0x22) },
    "an overlong slash": { body: bytes(0x22, 0xc0, 0xaf, 0x22) },
    "a character cut in half": { body: bytes(0x7b, 0x22, 0xf0, 0x9f) },
    "UTF-8 that says it is something else": {
      body: "{}",
      headers: { "content-type": "application/json; charset=utf-7" },
    },
  };
}
