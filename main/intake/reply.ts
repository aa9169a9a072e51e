import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { ReplyPlan } from '../endpoints/reply-plan.ts';

/** What went out, as it is kept with the capture. */
export interface SentReply {
  status: number;
  reason: string;
  headers: HeaderPair[];
  body: Buffer;
  completed: boolean;
}

/** How long to wait on a delay; false when the sender went away meanwhile. */
function pause(response: ServerResponse, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (stayed: boolean): void => {
      clearTimeout(timer);
      response.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      resolve(stayed);
    };
    const onClose = (): void => end(false);
    const onAbort = (): void => end(true);
    const timer = setTimeout(() => end(true), ms);
    response.once('close', onClose);
    signal.addEventListener('abort', onAbort);
  });
}

const LINGER_MS = 2000;

/**
 * Reads on, and throws away, while a sender that was refused early is still sending: closing at
 * once would reset the connection, and the sender might never see why.
 */
async function linger(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS);
    request.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    request.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    request.resume();
  });
}

/**
 * Sends a reply and says what went out. Every header is written by us, `Date` and `Connection`
 * too, so that what is kept is what was sent.
 *
 * @param how.keepAlive whether the connection may serve another request.
 * @param how.linger whether the sender is in the middle of a body that we no longer keep.
 * @param stopping aborts when the engine stops: delays are then cut short.
 */
export async function sendReply(
  response: ServerResponse,
  plan: ReplyPlan,
  { keepAlive, linger: early }: { keepAlive: boolean; linger: boolean },
  stopping: AbortSignal,
): Promise<SentReply> {
  if (plan.delayMs > 0 && !stopping.aborted) await pause(response, plan.delayMs, stopping);
  const own: HeaderPair[] = [
    ['Date', new Date().toUTCString()],
    ['Connection', keepAlive && !stopping.aborted ? 'keep-alive' : 'close'],
  ];
  const headers = [
    ...plan.headers,
    ...own.filter(([name]) => !plan.headers.some(([h]) => h.toLowerCase() === name.toLowerCase())),
  ];
  const sent = { status: plan.status, reason: plan.reason, headers, body: plan.body };
  if (response.destroyed) return { ...sent, completed: false };
  response.sendDate = false;
  response.writeHead(plan.status, plan.reason, headers.flat());
  if (early) {
    response.write(plan.body);
    await linger(response.req);
  }
  const completed = await new Promise<boolean>((resolve) => {
    response.once('finish', () => resolve(true));
    response.once('close', () => resolve(response.writableFinished));
    if (early) response.end();
    // ASCII is the same in latin1, the encoding of the head: Node joins the two.
    else if (plan.ascii !== null) response.end(plan.ascii, 'latin1');
    else response.end(plan.body);
  });
  return { ...sent, completed };
}
