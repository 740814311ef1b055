/** Texts that something or other takes for more, or less, than a text. */
export const EDGE_TEXTS = [
  "",
  " ",
  "null",
  "N/A",
  "\u0000",
  "\ud83d",
  "\ud83d\ude00",
  "a@b.c",
  "2024-02-03",
  "<@>",
  "9".repeat(400),
];
