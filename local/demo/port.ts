// Ports on the loopback interface: a free one, and waiting for one that an ending process still holds.

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The port that was bound and let go of; 0 asks for any free one. Undefined when it is taken. */
const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });

export const freePort = async (): Promise<number> => {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('There is no free port on 127.0.0.1.');
  return port;
};

export const isFree = async (port: number): Promise<boolean> => (await tryPort(port)) !== undefined;

/** False when the port is still taken after `withinMs`. */
export const becomesFree = async (port: number, withinMs: number): Promise<boolean> => {
  const deadline = performance.now() + withinMs;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) return false;
    await sleep(200);
  }
  return true;
};
