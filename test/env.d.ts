import type { D1Migration } from "cloudflare:test";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly TEST_MIGRATIONS: D1Migration[];
      readonly FIRST_DB: D1Database;
      readonly SECOND_DB: D1Database;
      /** 5 in 60 seconds. */
      readonly TIGHT_LIMITER: RateLimit;
      /** How many histories a property is tried with. */
      readonly ANALYTICS_RUNS: string;
    }
  }

  interface ImportMeta {
    /** What Vite makes of a pattern of files. */
    glob<T>(
      pattern: string,
      options: { readonly query: string; readonly import: string; readonly eager: true },
    ): Readonly<Record<string, T>>;
  }
}
