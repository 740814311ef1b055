import { stripVTControlCharacters } from "node:util";

import { type ArgsDef, type CommandDef, defineCommand, type ParsedArgs, renderUsage, runMain } from "citty";

import { Refusal } from "./refusal.ts";

type Command<T extends ArgsDef> = {
  /** All that is typed to run it, for its help. */
  readonly name: string;
  readonly description: string;
  readonly args: T;
  readonly run: (args: ParsedArgs<T>) => Promise<void>;
};

/** A command that refuses options it does not know, and says a Refusal as one sentence with exit code 1. */
export function command<const T extends ArgsDef>({ name, description, args, run }: Command<T>) {
  return defineCommand({
    meta: { name, description },
    args,
    async run(context) {
      try {
        refuseSwallowed(name, args);
        refuseUnknown(args, context.args);
        await run(context.args);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        console.error(error.message);
        process.exitCode = 1;
      }
    },
  });
}

export async function main<T extends ArgsDef>(root: CommandDef<T>): Promise<void> {
  await runMain(root, { showUsage });
}

async function showUsage<T extends ArgsDef>(shown: CommandDef<T>): Promise<void> {
  // Every command's name is whole already, so the parent's must not be put before it.
  const usage = await renderUsage(shown);
  console.log(`${process.stdout.isTTY ? usage : stripVTControlCharacters(usage)}\n`);
}

/** `npm run deploy --dry-run` gives npm the option, and would deploy. */
function refuseSwallowed(name: string, known: ArgsDef): void {
  for (const option of Object.keys(known)) {
    const swallowed = process.env[`npm_config_${option.replaceAll("-", "_")}`];
    if (swallowed === "true" || swallowed === "") {
      throw new Refusal(
        `npm took --${option} for itself: write ${name} --${option} …, with -- before the options.`,
      );
    }
  }
}

function refuseUnknown(known: ArgsDef, given: Readonly<Record<string, unknown>>): void {
  for (const [written, value] of Object.entries(given)) {
    if (written === "_") continue;
    // citty gives --dry-run as dryRun too.
    const name = written.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const definition = known[name];
    if (definition === undefined) throw new Refusal(`There is no option --${name}; --help lists them.`);
    if (definition.type === "string" && (typeof value !== "string" || value === "")) {
      throw new Refusal(`--${name} has no value: ${definition.description ?? "give it one"}.`);
    }
  }
  const expected = Object.values(known).filter(({ type }) => type === "positional").length;
  const words = Array.isArray(given["_"]) ? given["_"] : [];
  const [extra] = words.slice(expected);
  if (extra !== undefined) {
    throw new Refusal(
      `"${String(extra)}" is one word too many: options begin with --, and a value with blanks needs quotes.`,
    );
  }
}
