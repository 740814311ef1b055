import type { BrowserContextOptions } from "playwright-core";

export type Look = { readonly name: string; readonly options: BrowserContextOptions };

const SIZES = {
  wide: { viewport: { width: 1280, height: 900 } },
  // Scroll bars of a phone take no room.
  narrow: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

const SCHEMES = ["light", "dark"] as const;

/** Each page is seen in all of them. */
export const LOOKS: readonly Look[] = Object.entries(SIZES).flatMap(([size, screen]) =>
  SCHEMES.map((colorScheme) => ({
    name: `${size}-${colorScheme}`,
    options: { ...screen, colorScheme, reducedMotion: "reduce", locale: "en-US", timezoneId: "UTC" } as const,
  })),
);
