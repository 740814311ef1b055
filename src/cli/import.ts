import { command, main } from "./command.ts";
import { FORMATS } from "./import/format.ts";
import { importFile } from "./import/import-file.ts";
import { KEY_VARIABLE, readCount, readPatience, readTarget, readType } from "./import/options.ts";
import { resolveTyped } from "./project.ts";
import { Refusal } from "./refusal.ts";

const MAX_BATCH = 1000;
const MAX_CONCURRENCY = 32;

await main(
  command({
    name: "npm run import --",
    description:
      "Import events from a file, or from standard input with - for its name. Interrupted, the same command goes on where it was; nothing is stored twice, whatever is sent again",
    args: {
      file: {
        type: "positional",
        required: false,
        description: ".ndjson, .json or .csv, with .gz behind it or not; - is standard input",
      },
      url: { type: "string", valueHint: "URL", description: "where Touchlog is" },
      key: {
        type: "string",
        valueHint: "KEY",
        description: `the API key, with the scope ingest; better in the environment, as ${KEY_VARIABLE}: \`ps\` shows options`,
      },
      format: {
        type: "string",
        valueHint: FORMATS.join("|"),
        description: "what the file's name does not tell",
      },
      type: {
        type: "string",
        valueHint: "email|call|crm|social",
        description: "the type of events that name none",
      },
      map: {
        type: "string",
        valueHint: "FILE",
        description: "which columns of a .csv become which fields; docs/import.md has an example",
      },
      refused: {
        type: "string",
        valueHint: "FILE",
        description: "where refused lines go (default: the name of the file with .refused.ndjson)",
      },
      "allow-refused": { type: "boolean", description: "exit with 0 when lines were refused" },
      restart: { type: "boolean", description: "begin anew, whatever an interrupted import left" },
      concurrency: { type: "string", default: "4", description: "requests at a time" },
      batch: { type: "string", default: "500", description: "the most events in a request, up to 1000" },
      "give-up-after": {
        type: "string",
        default: "10m",
        description: "how long to try again when there is no answer, like 30s, 10m or 2h",
      },
    },
    async run(args) {
      if (args.file === undefined) throw new Refusal("Which file? Name one, or - for standard input.");
      const refused = args.refused === undefined ? null : resolveTyped(args.refused);
      process.exitCode = await importFile({
        name: args.file,
        path: resolveTyped(args.file),
        target: readTarget(args.url, args.key),
        format: args.format,
        type: readType(args.type),
        map: args.map === undefined ? null : { name: args.map, path: resolveTyped(args.map) },
        refused,
        allowRefused: args["allow-refused"] === true,
        restart: args.restart === true,
        concurrency: readCount("concurrency", args.concurrency, MAX_CONCURRENCY),
        batchEvents: readCount("batch", args.batch, MAX_BATCH),
        giveUpAfterMs: readPatience(args["give-up-after"]),
      });
    },
  }),
);
