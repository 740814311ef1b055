const TIME = String.raw`[[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?`;
const TIME_BEFORE = String.raw`(?:${TIME}\s{0,5}(?:[-–—]\s{0,5})?)?`;

// `[00:12] Ann (00:12): Hello`, `<v Ann>Hello</v>`, and a label that stands alone above what is said.
const NAMED = new RegExp(
  String.raw`^(${TIME_BEFORE})([^\s:<][^:]{0,59}?)(\s{0,5}(?:${TIME})?\s{0,5}:)(?=\s|$)(.*)$`,
  "su",
);
const VOICE = /^(<v(?:\.[^\s>]{1,40})?\s{1,5})([^>]{1,80})(>)(.*)$/su;
const ABOVE = new RegExp(
  String.raw`^(${TIME_BEFORE})([^\s:<][^:]{0,59}?)(\s{0,5}(?:${TIME})?:?)(.{0,0})$`,
  "su",
);
const TIMED = new RegExp(String.raw`\s${TIME}$`, "u");

/**
 * Whose a label of a transcript is: the person's that is looked for, somebody else's, or nobody's that is known.
 * What may be no label at all (`isSure` false) is somebody's only if it is just a name.
 */
export type WhoIs = (label: string, isSure: boolean) => "subject" | "other" | "unknown";

/**
 * A flat transcript with the token in place of what the subject said and of the label before it. What follows
 * belongs to the same turn up to the next label, as in transcript.ts, which knows fewer forms of labels.
 */
export function redactSpokenLines(text: string, whoIs: WhoIs, token: string): string {
  const redacted: string[] = [];
  let isSubjects = false;
  let isSaid = false;
  for (const line of text.split("\n")) {
    const head = readHead(line);
    const speaker = head === null ? "unknown" : whoIs(head.label, head.isSure);
    const lineEnd = line.endsWith("\r") ? "\r" : "";
    if (head !== null && (head.isSure || speaker !== "unknown")) {
      isSubjects = speaker === "subject";
      isSaid = head.said !== "";
      const said = isSaid ? ` ${token}` : "";
      redacted.push(isSubjects ? `${head.lead}${token}${head.close}${said}${lineEnd}` : line);
    } else if (!isSubjects || line.trim() === "" || line.includes("-->")) {
      redacted.push(line);
    } else if (!isSaid) {
      isSaid = true;
      redacted.push(token + lineEnd);
    }
  }
  return redacted.join("\n");
}

/** The labels of a flat transcript that stand before what is said. */
export function labelsOfLines(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const head = readHead(line);
    return head !== null && head.isSure ? [head.label] : [];
  });
}

type Head = {
  readonly lead: string;
  readonly label: string;
  readonly close: string;
  readonly said: string;
  /** False for a line that begins a turn only if its label is somebody's. */
  readonly isSure: boolean;
};

/** Null for a line that goes on with the turn before it. */
function readHead(line: string): Head | null {
  const text = line.trim();
  const named = NAMED.exec(text) ?? VOICE.exec(text);
  const match = named ?? ABOVE.exec(text);
  if (match === null) return null;
  const [, lead = "", label = "", close = "", said = ""] = match;
  const indent = line.slice(0, line.length - line.trimStart().length);
  return { lead: indent + lead, label, close, said: said.trim(), isSure: named !== null || TIMED.test(text) };
}
