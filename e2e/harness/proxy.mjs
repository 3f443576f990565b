// A proxy in front of the program, as every real installation has one. It says that every request came from one network
// address, which tests then look for where it must not be.

import { createServer, request } from "node:http";

/** From a range that is kept for documentation (RFC 5737); nothing else in the program looks like it. */
export const VISITOR_ADDRESS = "198.51.100.23";

/** Listens on a free port; people reach it by the name `host`. Set `target` to the program's address before the first request. */
export async function openProxy({ host = "127.0.0.1" } = {}) {
  const proxy = { target: undefined, origin: "", close: undefined };
  const server = createServer((incoming, answer) => {
    const { hostname, port } = new URL(proxy.target);
    const headers = { ...incoming.headers, "x-forwarded-for": VISITOR_ADDRESS };
    const outgoing = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.origin = `http://${host}:${server.address().port}`;
  proxy.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return proxy;
}
