import { execFile } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { WARNING_CODES } from "../../src/domain/fault.ts";
import { KINDS } from "../../src/domain/kinds/registry.ts";
import { evaluate } from "./arithmetic.ts";
import { codeSpans, PAGES, read, ROOT, tableBelow } from "./docs.ts";

const scriptsSchema = v.object({ scripts: v.record(v.string(), v.string()) });

describe.each(PAGES)("%s", (path) => {
  const page = read(path);

  it("has links that lead somewhere", () => {
    const broken = [...page.matchAll(/\]\(([^)]+)\)/g)]
      .map(([, target = ""]) => target.replaceAll(/\s/g, ""))
      .filter((target) => !target.startsWith("https://") && !leadsSomewhere(path, target));
    expect(broken).toEqual([]);
  });

  it("names commands that there are", () => {
    const { scripts } = v.parse(scriptsSchema, JSON.parse(read("package.json")));
    const named = [...page.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)].map(
      ([, run = "", short = ""]) => run + short,
    );
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });

  it("names files that there are", () => {
    const files = codeSpans(page).filter((span) => /^(?:src|test)\/[\w/.-]+$/.test(span));
    expect(
      files.filter((file) => file !== "src/domain/kinds/tasks.ts" && !existsSync(join(ROOT, file))),
    ).toEqual([]);
  });

  it("adds up", () => {
    expect(sumsOf(page).filter((sum) => !holds(sum))).toEqual([]);
  });
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? from : join(dirname(from), file);
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || anchorsOf(read(path)).has(anchor);
}

/** Headings as a page of a repository links to them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

function sumsOf(page: string): readonly string[] {
  return codeSpans(page).filter((span) => /^[\d$(][\d\s$.,×/+−()]* = \$?[\d.,]+$/.test(span));
}

/** True for `a = b` when b is a to as many digits as it shows; without a $, what is left over is cut off. */
function holds(sum: string): boolean {
  const [left = "", right = ""] = sum.split(" = ");
  const decimals = right.split(".")[1]?.length ?? 0;
  const value = evaluate(left) + 1e-9;
  const shown = right.startsWith("$") ? value.toFixed(decimals) : String(Math.floor(value));
  return shown === right.replaceAll(/[$,]/g, "");
}

describe("README.md", () => {
  it("has at most 150 lines", () => {
    expect(read("README.md").split("\n").length - 1).toBeLessThanOrEqual(150);
  });

  it("names the kinds and sub-types that there are", () => {
    const described = tableBelow(read("README.md"), "## Connect a sender").map(([kind = "", types = ""]) => [
      codeSpans(kind).join(""),
      types,
    ]);
    expect(described).toEqual(KINDS.map(({ name, types }) => [name, Object.keys(types).join(", ")]));
  });
});

describe("docs/contract.md", () => {
  const page = read("docs/contract.md");

  it("names the kinds, sub-types and types that there are", () => {
    const bodies = tableBelow(page, "### Body").map(([kind = "", types = ""]) =>
      [kind, types].map(codeSpans),
    );
    expect(bodies).toEqual(KINDS.map(({ name, types }) => [[name], Object.keys(types)]));
    const [, types = ""] = page.split("Lists are written");
    const listed = tableBelow(`\n#\n${types}`, "#").map(([kind = "", names = ""]) =>
      [kind, names].map(codeSpans),
    );
    expect(listed).toEqual(KINDS.map((kind) => [[kind.name], Object.values(kind.types)]));
  });

  it("names every warning, and what makes it", () => {
    const described = tableBelow(page, "### Warnings").flatMap(([code = ""]) => codeSpans(code));
    expect(described.toSorted()).toEqual(WARNING_CODES.toSorted());
    const forms = tableBelow(page, "### Other forms").flatMap(([, , code = ""]) => codeSpans(code));
    const others = new Set<string>(["assumed_utc", "empty", "conflict"]);
    expect(forms.toSorted()).toEqual(WARNING_CODES.filter((code) => !others.has(code)).toSorted());
  });

  it("names every refusal with its status", () => {
    const source = read("src/http/problem.ts");
    // These are answered as invalid_json and as not_found.
    const statuses = [
      ...source.matchAll(
        /^ {4}case "(?!unreadable_body|unknown_path|no_operator)(\w+)":(?=[^]*?\b([45]\d\d)\b)/gm,
      ),
    ];
    const answered = statuses.map(([, code, status]) => `${code} ${status}`);
    const described = tableBelow(page, "## Refusals").map(
      ([status, code = ""]) => `${codeSpans(code).join()} ${status}`,
    );
    expect(new Set(described)).toEqual(new Set(answered));
  });
});

describe("docs/console.md", () => {
  it("says how many rows pages read as the bench has measured it", () => {
    const measured = tableBelow(read("bench/results.md"), "### Pages of the console");
    const rows = new Map(measured.map(([page = "", , , , largest = ""]) => [page, Number(largest)]));
    const shown = tableBelow(read("docs/console.md"), "### At a million events").map(
      ([page = "", count = ""]) => [page.replaceAll("`", ""), Number(count.replaceAll(",", ""))],
    );
    expect(shown).toEqual(shown.map(([page]) => [page, rows.get(String(page))]));
  });
});

describe("docs/operations.md", () => {
  const page = read("docs/operations.md");

  it("shows every figure of its last two tables as a sum", () => {
    const cells = [
      ...tableBelow(page, "### A million events").flatMap(([, ...figures]) => figures),
      ...tableBelow(page, "## The free plan").flatMap(([, , ...figures]) => figures),
    ].filter((cell) => cell !== "" && cell !== "no limit");
    expect(cells.length).toBeGreaterThan(30);
    expect(cells.filter((cell) => sumsOf(cell).length !== 1)).toEqual([]);
  });

  it("names every setting with its default", () => {
    const [, vars = ""] = /^\[vars\]\n([\s\S]*?)^\[/m.exec(read("wrangler.toml")) ?? [];
    const settings = [...vars.matchAll(/^(\w+) = "([^"]*)"/gm)].map(([, name, value]) => [name, value]);
    const described = tableBelow(page, "## Settings").map(([name = "", value = ""]) =>
      [name, value].flatMap(codeSpans),
    );
    expect(described).toEqual(settings);
  });

  it("names every secret", () => {
    const secrets = [...read("src/secrets.d.ts").matchAll(/readonly (\w+)\?: string/g)].map(
      ([, name]) => name,
    );
    const described = tableBelow(page, "### Secrets").flatMap(([name = ""]) => codeSpans(name));
    expect(described).toEqual(secrets);
  });

  it("names every metric", () => {
    const metrics = [...read("src/http/metrics.ts").matchAll(/"(touchlog_\w+)"/g)].map(([, name]) => name);
    const described = tableBelow(page, "### Metrics").flatMap(([name = ""]) => codeSpans(name));
    expect(new Set(described)).toEqual(new Set(metrics));
  });

  it("names every line that the Worker logs, and no others", () => {
    const logged = globSync("src/**/*.ts", { cwd: ROOT })
      .filter((file) => !file.startsWith("src/cli/"))
      .flatMap((file) => [...read(file).matchAll(/toLogLine\(\{\s*message: ([^}]*?)[,}\n]\s/g)])
      .flatMap(([, message = ""]) => [...message.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text));
    const described = tableBelow(page, "## Log lines").flatMap(([message = ""]) => codeSpans(message));
    expect(described.toSorted()).toEqual([...new Set(logged)].toSorted());
  });

  it("calls the command line as it wants to be called", async () => {
    const calls = PAGES.flatMap((path) => [
      ...read(path).matchAll(/npm run admin -- (\w+ \w+)([^`\n]*)/g),
    ]).map(([, command = "", rest = ""]) => ({ command, options: rest.match(/--[\w-]+/g) ?? [] }));
    const commands = [...new Set(calls.map(({ command }) => command))];
    expect(commands.length).toBeGreaterThan(5);
    const helps = await Promise.all(
      commands.map(async (command) => {
        const args = ["src/cli/admin.ts", ...command.split(" "), "--help"];
        const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
        return [command, stdout] as const;
      }),
    );
    const help = new Map(helps);
    const unknown = calls.flatMap(({ command, options }) =>
      options
        .filter((option) => help.get(command)?.includes(option) !== true)
        .map((option) => `${command} ${option}`),
    );
    expect(unknown).toEqual([]);
  });
});
