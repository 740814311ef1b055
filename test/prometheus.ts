type ParsedSample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

export type ParsedMetric = { readonly type: string; readonly samples: readonly ParsedSample[] };

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?|\+Inf|-Inf|NaN)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,(?=.)|$)/;

/** Reads version 0.0.4 of the text format, and throws at whatever it does not allow or only tolerates. */
export function parsePrometheus(text: string): ReadonlyMap<string, ParsedMetric> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const metrics = new Map<string, { type: string; samples: ParsedSample[] }>();
  const helped = new Set<string>();
  const series = new Set<string>();
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, comment, about = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (comment === "HELP") {
      if (helped.has(about)) throw new Error(`helped twice: ${line}`);
      helped.add(about);
      current = "";
    } else if (comment === "TYPE") {
      if (!helped.has(about) || metrics.has(about)) throw new Error(`out of place: ${line}`);
      if (!/^(counter|gauge)$/.test(rest)) throw new Error(`no such type: ${line}`);
      if ((rest === "counter") !== about.endsWith("_total")) throw new Error(`misnamed: ${line}`);
      metrics.set(about, { type: rest, samples: [] });
      current = about;
    } else {
      const [, name = "", labelText = "", value = ""] = SAMPLE.exec(line) ?? [];
      if (name === "" || name !== current) throw new Error(`no sample of ${current}: ${line}`);
      const labels = parseLabels(labelText);
      const identity = JSON.stringify([
        name,
        Object.keys(labels)
          .toSorted()
          .map((label) => [label, labels[label]]),
      ]);
      if (series.has(identity)) throw new Error(`twice: ${line}`);
      series.add(identity);
      metrics.get(name)?.samples.push({ labels, value: Number(value.replace("Inf", "Infinity")) });
    }
  }
  return metrics;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== "") {
    const [whole = "", name = "", value = ""] = LABEL.exec(rest) ?? [];
    if (whole === "" || name in labels) throw new Error(`no labels: ${text}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_escape, letter: string) => (letter === "n" ? "\n" : letter));
    rest = rest.slice(whole.length);
  }
  return labels;
}
