// What stands in the files until they are made somebody's.
export const YOUR_ORIGIN = "https://touchlog.NAME.workers.dev";
export const YOUR_KEY = "tl_YOUR_KEY";

/** Of example events that are to be new ones for each who sends them. */
export const YOUR_MARK = "YOUR_MARK";

export type Yours = { readonly origin: string; readonly key: string; readonly mark: string };

// In none of the languages of the files do these mean anything.
const HARMLESS: Readonly<Record<keyof Yours, RegExp>> = {
  origin: /^https?:\/\/[\w.:[\]-]+$/,
  key: /^\w+$/,
  mark: /^\w+$/,
};

/** The text with yours in the place of what stands for it; null when something of it could break the text. */
export function makeYours(text: string, yours: Yours): string | null {
  const { origin, key, mark } = yours;
  const isHarmless = HARMLESS.origin.test(origin) && HARMLESS.key.test(key) && HARMLESS.mark.test(mark);
  if (!isHarmless) return null;
  return text.replaceAll(YOUR_ORIGIN, origin).replaceAll(YOUR_KEY, key).replaceAll(YOUR_MARK, mark);
}
