/** What SQL, HTML, templates, shells and headers would mind, in one text. */
export const INJECTION =
  `'); DROP TABLE events; --" OR 1=1 /*<script>alert(1)</script><img src=x onerror=alert(1)>` +
  `{{7*7}}\${7*7}$(id)\`id\`\r\nx-evil: 1\r\n\r\n<h1>%0d%0a%00\u0000\u2028\u202e\\`;

/** Texts of JSON for values that are hardly ever expected, as they stand. */
export const HOSTILE_VALUES: Readonly<Record<string, string>> = {
  "what SQL and HTML would mind": JSON.stringify(INJECTION),
  "an address that SQL and HTML would mind": JSON.stringify(`'--<script>"@a.b`),
  "the name of a prototype": '"__proto__"',
  "the name of what all objects have": '"constructor"',
  "an object with prototypes": '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  "a list with prototypes": '[{"__proto__":{"polluted":1}},"__proto__","constructor"]',
  "a NUL": String.raw`"\u0000"`,
  "lone halves of pairs": String.raw`"\ud83d\ude00\ud83d"`,
  "a number beyond all": "1e400",
  "a number below all": "-1e400",
  "a number that is not exact": "9007199254740993",
  "a number of two thousand digits": "9".repeat(2_000),
  "minus nothing": "-0",
  "next to nothing": "1e-400",
  true: "true",
  null: "null",
  "an empty text": '""',
  "an empty list": "[]",
  "an empty object": "{}",
  "sixty lists inside one another": "[".repeat(60) + "]".repeat(60),
  "sixty objects inside one another": '{"a":'.repeat(60) + "1" + "}".repeat(60),
  "a hundred thousand quotes": JSON.stringify('"'.repeat(100_000)),
  "ten thousand wrong things": `[${Array.from({ length: 10_000 }, () => '{"a":1}').join()}]`,
  "ten thousand texts": `[${Array.from({ length: 10_000 }, (_none, n) => `"${n}"`).join()}]`,
};
