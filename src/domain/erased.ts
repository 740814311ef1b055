const ERASED = /^erased-[1-9]\d{0,14}$/;

/** True for what stands in a stored event where an erased person's address and names stood. */
export function isErased(text: string): boolean {
  return ERASED.test(text);
}
