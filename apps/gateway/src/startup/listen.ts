import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts listening.
 *
 * @param port - 0 = any free port
 * @returns the address of the server, e.g. `http://127.0.0.1:8317`
 * @throws `Error` with one sentence for people, when the address is taken or not ours
 */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  // A TCP server that listens has an address of this kind.
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} on ${host} is taken: stop what uses it, or choose another with --port.`,
    );
  }
  if (error.code === 'EACCES') {
    return new Error(
      `Port ${port} may not be used by this user: choose one above 1023 with --port.`,
    );
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Error(`This machine has no address ${host}: choose another with --host.`);
  }
  return error;
}
