// Event ids depend on it: a text that it has once taken apart keeps its reading for good.

/**
 * The mailboxes of a text with commas or semicolons between: `a@x, Ann <b@y>`. Null where it can't be told where one
 * ends, as in a list of names.
 */
export function splitMailboxes(text: string): readonly string[] | null {
  const pieces = split(text);
  if (pieces.length < 2) return pieces;
  const mailboxes: string[] = [];
  let begun = "";
  for (const piece of pieces) {
    const whole = begun === "" ? piece : `${begun}, ${piece}`;
    // `Archer, Ann <ann@x>` is one person, unless the address stands alone: `Ann, ann@x`.
    if (!piece.includes("@") && !isErasedPiece(piece)) begun = whole;
    else if (begun !== "" && !piece.includes("<")) return null;
    else {
      mailboxes.push(whole);
      begun = "";
    }
  }
  return begun === "" ? mailboxes : null;
}

function isErasedPiece(piece: string): boolean {
  return /^erased-\d+$/.test(piece);
}

function split(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isInside = false;
  for (let index = 0; index <= text.length; index++) {
    const sign = text[index];
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === "<" && !isQuoted) isInside = true;
    else if (sign === ">" && !isQuoted) isInside = false;
    const isBetween = (sign === "," || sign === ";") && !isQuoted && !isInside;
    if (!isBetween && index < text.length) continue;
    const piece = text.slice(start, index).trim();
    if (piece !== "") pieces.push(piece);
    start = index + 1;
  }
  return pieces;
}
