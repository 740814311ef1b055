import { createServer } from "node:net";

import { Refusal } from "../refusal.ts";

export function readPort(given: string): number {
  const port = Number(given);
  if (/^\d+$/.test(given) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`--port is a number from 1 to 65535, not "${given}".`);
}

/** Refuses an address on which nothing can listen, before anything is begun. */
export async function claimAddress(host: string, port: number): Promise<void> {
  const code = await tryListening(host, port);
  if (code === null) return;
  if (code === "EADDRINUSE") {
    throw new Refusal(
      `Port ${port} on ${host} is in use. Choose another, like \`npm start -- --port ${port === 65_535 ? 8787 : port + 1}\`, or end what listens there.`,
    );
  }
  if (code === "EACCES") {
    throw new Refusal(`Port ${port} needs rights that you do not have: choose one above 1023 with --port.`);
  }
  throw new Refusal(
    `--host ${host} is no address of this machine (${code}): use 127.0.0.1, or 0.0.0.0 to be reached from others.`,
  );
}

/** The error's code; null when listening works. */
function tryListening(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
