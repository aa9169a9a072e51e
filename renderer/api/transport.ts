import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../preload/contract.ts';

/** The client of the contract: every procedure as a function. */
export type Api = ContractRouterClient<typeof contract>;

export type Link = ClientLink<ClientContext>;

/** One open way to the engine. `closed` settles when it is gone, whoever ended it. */
export type Transport = { link: Link; closed: Promise<void>; close: () => void };

/** Opens a transport, or throws when there is none to be had at the moment. */
export type Connect = () => Promise<Transport>;

const OPEN_DEADLINE_MS = 10_000;

/** The browser face: a WebSocket on the page's own origin. */
export function socketConnect(url: string): Connect {
  return async () => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    socket.addEventListener('close', () => resolve(), { once: true });
    await opened(socket, closed);
    const close = (): void => {
      socket.close();
      // Over a dead network the browser waits long for the other side to agree; the page does not.
      resolve();
    };
    return { link: new SocketLink({ websocket: socket }), closed, close };
  };
}

async function opened(socket: WebSocket, closed: Promise<void>): Promise<void> {
  const open = Promise.withResolvers<void>();
  socket.addEventListener('open', () => open.resolve(), { once: true });
  void closed.then(() => open.reject(new Error('The socket closed before it opened.')));
  const deadline = setTimeout(() => {
    open.reject(new Error('The socket took too long to open.'));
    socket.close();
  }, OPEN_DEADLINE_MS);
  try {
    await open.promise;
  } finally {
    clearTimeout(deadline);
  }
}

/** The desktop face: the preload script answers with one end of a message channel. */
export function portConnect(page: Window): Connect {
  return async () => {
    const port = await askForPort(page);
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    port.addEventListener('close', () => resolve(), { once: true });
    const link = new PortLink({ port });
    port.start();
    return {
      link,
      closed,
      close: () => {
        port.close();
        resolve();
      },
    };
  };
}

function askForPort(page: Window): Promise<MessagePort> {
  const { promise, resolve, reject } = Promise.withResolvers<MessagePort>();
  const onMessage = (event: MessageEvent<unknown>): void => {
    const [port] = event.ports;
    if (event.source !== page || event.data !== 'backstitch:port' || !port) return;
    resolve(port);
  };
  page.addEventListener('message', onMessage);
  const deadline = setTimeout(
    () => reject(new Error('The desktop app did not hand over its port.')),
    OPEN_DEADLINE_MS,
  );
  page.postMessage(
    'backstitch:ready',
    page.location.origin === 'null' ? '*' : page.location.origin,
  );
  return promise.finally(() => {
    clearTimeout(deadline);
    page.removeEventListener('message', onMessage);
  });
}
