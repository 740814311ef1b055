import { connect } from "node:net";

type Answer = { readonly status: number; readonly head: string; readonly body: string };

export type Connection = { send(request: string): Promise<Answer>; close(): void };

const END_OF_HEAD = "\r\n\r\n";
const END_OF_CHUNKS = "0\r\n\r\n";

/**
 * A keep-alive connection with one request on its way at a time. Node's own client takes several times the processor,
 * and would take it from what is measured.
 */
export function openConnection(host: string, port: number): Promise<Connection> {
  const socket = connect({ host, port, noDelay: true });
  let received = "";
  let waiting: PromiseWithResolvers<Answer> | null = null;
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    const answer = readAnswer(received);
    if (answer === null) return;
    received = "";
    waiting?.resolve(answer);
  });
  socket.on("close", () => waiting?.reject(new Error("the connection was closed")));
  const connection = {
    send(request: string) {
      waiting = Promise.withResolvers<Answer>();
      socket.write(request);
      return waiting.promise;
    },
    close: () => void socket.destroy(),
  };
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(connection));
    socket.on("error", reject);
  });
}

/** Null until the answer is there to its end. */
function readAnswer(text: string): Answer | null {
  const endOfHead = text.indexOf(END_OF_HEAD);
  if (endOfHead < 0) return null;
  const head = text.slice(0, endOfHead);
  const body = text.slice(endOfHead + END_OF_HEAD.length);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  const isChunked = /^transfer-encoding: chunked$/im.test(head);
  if (isChunked ? !body.endsWith(END_OF_CHUNKS) : body.length < Number(length ?? 0)) return null;
  return { status: Number(head.slice(9, 12)), head, body };
}

/** The text of a request with a JSON body in ASCII. */
export function toRequest(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries({ ...headers, host: "bench", "content-length": String(body.length) });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}
