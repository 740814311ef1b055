import { firstCodePoints } from "./code-points.ts";

const MAX_CHARACTERS = 320;
const KEPT_CHARACTERS = 250;

/** The text itself, or for one that no index should hold its beginning and a hash of the whole. */
export function boundedKey(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${firstCodePoints(text, KEPT_CHARACTERS)}…${text.length}-${hashOf(text)}`;
}

// FNV-1a, twice with different bases: long ids that begin alike are kept apart, and nobody gains by a collision.
function hashOf(text: string): string {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  return (one >>> 0).toString(16) + (other >>> 0).toString(16);
}
