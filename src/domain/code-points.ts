/** The first `count` code points of the text: unlike a slice, it never cuts one in half. */
export function firstCodePoints(text: string, count: number): string {
  return Array.from(text.slice(0, 2 * count))
    .slice(0, count)
    .join("");
}
