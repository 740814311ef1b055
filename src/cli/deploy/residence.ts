import { createInterface } from "node:readline/promises";

import { Refusal } from "../refusal.ts";

// What Cloudflare offers for a new database: a hint of where to keep it, or a law to keep it under.
const LOCATIONS = {
  weur: "Western Europe",
  eeur: "Eastern Europe",
  apac: "Asia Pacific",
  oc: "Oceania",
  wnam: "Western North America",
  enam: "Eastern North America",
} as const;

const JURISDICTIONS = {
  eu: "kept within the European Union",
  us: "kept within the United States",
  fedramp: "kept in FedRAMP-compliant data centers",
} as const;

/** Where the database is kept. */
export type Residence =
  | { readonly kind: "location"; readonly name: keyof typeof LOCATIONS }
  | { readonly kind: "jurisdiction"; readonly name: keyof typeof JURISDICTIONS };

export const RESIDENCE_OPTIONS = {
  location: {
    type: "string",
    description: `where a new database is kept, best near its senders: ${Object.keys(LOCATIONS).join(", ")}`,
  },
  jurisdiction: {
    type: "string",
    description: `or the law that a new database is kept under: ${Object.keys(JURISDICTIONS).join(", ")}`,
  },
} as const;

/** Null when neither option is given. */
export function readResidence(args: {
  readonly location?: string | undefined;
  readonly jurisdiction?: string | undefined;
}): Residence | null {
  const { location, jurisdiction } = args;
  if (location !== undefined && jurisdiction !== undefined) {
    throw new Refusal("--location and --jurisdiction exclude each other: a jurisdiction decides the place.");
  }
  const given = location ?? jurisdiction;
  if (given === undefined) return null;
  const option = location === undefined ? "jurisdiction" : "location";
  const residence = toResidence(given);
  if (residence?.kind === option) return residence;
  const names = Object.keys(option === "location" ? LOCATIONS : JURISDICTIONS);
  throw new Refusal(`--${option} is one of ${names.join(", ")}, not "${given}".`);
}

/** Asks at the terminal; refuses when there is none. */
export async function askResidence(): Promise<Residence> {
  if (!process.stdin.isTTY) {
    throw new Refusal(
      "The database is not made yet, and where it is kept is final: say so with --location (like --location weur) " +
        "or --jurisdiction (like --jurisdiction eu); --help lists them.",
    );
  }
  console.log("\nWhere shall the database be kept? This is final: it can't be changed once it is made.");
  for (const [name, meaning] of Object.entries({ ...LOCATIONS, ...JURISDICTIONS })) {
    console.log(`  ${name.padEnd(8)} ${meaning}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  terminal.once("close", () => closed.abort());
  try {
    for (;;) {
      const answer = await terminal.question("One of these names: ", { signal: closed.signal });
      const residence = toResidence(answer.trim());
      if (residence !== null) return residence;
    }
  } catch {
    throw new Refusal("\nNothing was made: the question was not answered.");
  } finally {
    terminal.close();
  }
}

/** No location has the name of a jurisdiction. Null when neither has this name. */
function toResidence(name: string): Residence | null {
  if (isKeyOf(LOCATIONS, name)) return { kind: "location", name };
  if (isKeyOf(JURISDICTIONS, name)) return { kind: "jurisdiction", name };
  return null;
}

function isKeyOf<T extends object>(of: T, name: string): name is string & keyof T {
  return Object.hasOwn(of, name);
}
