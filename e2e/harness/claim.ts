import { createServer, type ListenOptions, type Server } from 'node:net';

/**
 * Claims a name on this machine. It is ours until it is given back or this process ends, however that ends: it is a name
 * in Linux's abstract namespace of sockets, and no file.
 *
 * @param name of up to 100 characters
 * @returns gives it back; undefined when somebody has the name
 */
export async function claim(name: string): Promise<(() => void) | undefined> {
  const server = await listen({ path: `\0ec2ctl-${name}` });
  // A claim keeps nobody from ending.
  server?.unref();
  return server && (() => server.close());
}

/** Listens; undefined when somebody else does. */
export function listen(where: ListenOptions): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
    server.listen(where, () => {
      resolve(server);
    });
  });
}
