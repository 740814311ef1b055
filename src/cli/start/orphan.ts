import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 200;

const ORPHANAGE = 1; // the process that takes in what has lost its parent

/** Calls once, when the process that started this one has ended: at once when it ended before this could look. */
export function onOrphaned(call: () => void): void {
  const isUnderNpm = process.env["npm_lifecycle_event"] !== undefined;
  // npm puts a shell between, and some shells stay there and outlive npm. Those that do have /proc.
  const isBehindShell = isUnderNpm && /^(ba|da|a|z)?sh$/.test(nameOf(process.ppid));
  const look = () => [process.ppid, ...(isBehindShell ? [parentOf(process.ppid)] : [])];
  const before = look();
  if (isUnderNpm && before.includes(ORPHANAGE) && !/^(p?npm|node|yarn|bun)/.test(nameOf(ORPHANAGE))) {
    call();
    return;
  }
  const timer = setInterval(() => {
    if (look().join() === before.join()) return;
    clearInterval(timer);
    call();
  }, LOOK_EVERY_MS);
  timer.unref();
}

function nameOf(pid: number): string {
  return readProcess(pid, "comm").trim();
}

function parentOf(pid: number): number {
  // After the name, which stands in brackets: the state and the parent.
  return Number(/\) \S+ (\d+) [^)]*$/.exec(readProcess(pid, "stat"))?.[1] ?? 0);
}

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
