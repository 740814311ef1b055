import { connectionFiles, type ConnectionFile } from "./files.ts";
import { n8nCredentials } from "./n8n.ts";
import { YOUR_KEY, YOUR_MARK, YOUR_ORIGIN } from "./placeholders.ts";
import { type Sample, SAMPLES } from "./samples.ts";
import { TEST_EVENTS } from "./test-events.ts";

/** The files of `integrations/`, which belong to nobody's workspace yet. */
export function publishedFiles(): readonly ConnectionFile[] {
  return filesOf(SAMPLES);
}

/** The same for the console, which makes them somebody's, as the asset from which it takes them. */
export function consoleAsset(): string {
  const texts = consoleFiles().map(({ path, text }) => [path, text]);
  return `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`;
}

/**
 * Their example is a new event for each key: else the second who tries it would see nothing arrive. `http/` has the
 * test events.
 */
function consoleFiles(): readonly ConnectionFile[] {
  const samples = Object.entries<Sample>(SAMPLES).map(([kind, { required, optional }]) => [
    kind,
    { required, optional: { ...optional, eventId: `${String(optional["eventId"])}_${YOUR_MARK}` } },
  ]);
  const tests = Object.entries(TEST_EVENTS).map(([kind, event]) => ({
    path: `http/${kind}.json`,
    text: `${JSON.stringify(event, null, 2)}\n`,
  }));
  return [...filesOf(Object.fromEntries(samples)), ...tests];
}

function filesOf(samples: Readonly<Record<string, Sample>>): readonly ConnectionFile[] {
  return [
    { path: "n8n/credentials.json", text: n8nCredentials({ key: YOUR_KEY }) },
    ...Object.entries(samples).flatMap(([kind, sample]) =>
      connectionFiles({ kind, sample, origin: YOUR_ORIGIN, key: YOUR_KEY }),
    ),
  ];
}
