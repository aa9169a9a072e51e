import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { headersOf, sendReply, type SentReply } from './reply.ts';
import { closeGently, headBytes } from './socket-replies.ts';
import type { ChaosAct, ChaosPlan, ReplyPlan } from './taker.ts';

/** What became of a reply that was to be spoilt. */
export interface Spoilt {
  /** What went out of an HTTP reply; null where nothing that is one did. */
  sent: SentReply | null;
  /** What was done, in words. */
  note: string;
  /** false: too many connections are held already, and the usual reply was given. */
  acted: boolean;
}

export type ChaosReplies = ReturnType<typeof createChaosReplies>;

/** Connections that are held on purpose at once. */
const MOST_HELD = 200;
/** Nothing is held for longer, however slowly it drips. */
const LONGEST_MS = 600_000;
/** A reset throws away what the other end has not taken yet: so long it has for that. */
const BEFORE_RESET_MS = 50;

/** Who closes their side sooner only says that they have nothing more to send; later, they gave up. */
const PATIENCE_MS = 1000;

/**
 * Writes replies that are wrong on purpose, past Node's response to the bare socket. Each of them
 * ends its connection, and all of them end when the engine stops.
 */
export function createChaosReplies(stopping: AbortSignal, patienceMs = PATIENCE_MS) {
  let held = 0;

  return async function spoil(
    response: ServerResponse,
    plan: ReplyPlan,
    chaos: ChaosPlan,
  ): Promise<Spoilt> {
    if (holds(chaos.act) && held >= MOST_HELD) {
      const sent = await sendReply(response, chaos.instead, false);
      const note = `${sent?.status ?? 'nothing'} sent: ${MOST_HELD} connections are held on purpose`;
      return { sent, note, acted: false };
    }
    const { socket } = response;
    if (socket === null)
      return { sent: null, note: `${chaos.note}: the sender was gone`, acted: true };
    const isHeld = holds(chaos.act);
    if (isHeld) held += 1;
    try {
      const { sent, how } = await carryOut(
        createLine(socket, stopping, patienceMs),
        plan,
        chaos.act,
      );
      return { sent, note: how === null ? chaos.note : `${chaos.note}: ${how}`, acted: true };
    } finally {
      if (isHeld) held -= 1;
    }
  };
}

const holds = (act: ChaosAct): boolean =>
  act.act === 'drip' || ((act.act === 'silent' || act.act === 'cut') && act.holdMs > 0);

/** How the connection came to its end, where it was not as planned. */
interface Done {
  sent: SentReply | null;
  how: string | null;
}

async function carryOut(line: Line, plan: ReplyPlan, act: ChaosAct): Promise<Done> {
  if (act.act === 'silent') {
    await line.wait(act.holdMs);
    return ended(line, act.end, null);
  }
  if (act.act === 'garbage') {
    await line.write(act.bytes);
    return ended(line, 'close', null);
  }
  const headers = headersOf(plan, false);
  const head = headBytes(plan, headers);
  const part = (written: number, completed: boolean): SentReply | null =>
    written < head.length
      ? null
      : {
          status: plan.status,
          reason: plan.reason,
          headers,
          body: plan.body.subarray(0, written - head.length),
          completed,
        };
  if (act.act === 'drip') {
    const whole = Buffer.concat([head, plan.body]);
    const first = act.from === 'head' ? 0 : head.length;
    const written = await line.drip(whole, first, act);
    return ended(line, 'close', part(written, written === whole.length));
  }
  const body = act.act === 'cut' ? plan.body.subarray(0, act.bytes) : plan.body;
  const left = await line.write(Buffer.concat([head, body]));
  if (act.act === 'send') {
    return ended(line, 'close', left ? part(head.length + body.length, act.isWhole) : null);
  }
  await line.wait(act.end === 'reset' ? BEFORE_RESET_MS : act.holdMs);
  return ended(line, act.end, left ? part(head.length + body.length, false) : null);
}

function ended(line: Line, end: 'close' | 'reset', sent: SentReply | null): Done {
  const how = line.cutBy();
  line.end(end);
  return { sent, how };
}

type Line = ReturnType<typeof createLine>;

/** A connection that is written to by hand, until it is gone or the engine stops. */
function createLine(socket: Socket, stopping: AbortSignal, patienceMs: number) {
  const since = performance.now();
  let gaveUp = false;
  const isOver = (): boolean => socket.destroyed || stopping.aborted || gaveUp;

  function wait(ms: number): Promise<void> {
    if (ms <= 0 || isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const ended = (): void => {
        gaveUp = performance.now() - since > patienceMs;
        if (gaveUp) done();
      };
      const done = (): void => {
        clearTimeout(timer);
        socket.off('end', ended);
        socket.off('close', done);
        stopping.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      socket.once('end', ended);
      socket.once('close', done);
      stopping.addEventListener('abort', done);
    });
  }
  /** False: the other end is gone, or does not take it and the engine stops. */
  function write(bytes: Buffer): Promise<boolean> {
    if (isOver()) return Promise.resolve(false);
    return new Promise((resolve) => {
      const lost = (): void => resolve(false);
      socket.once('close', lost);
      stopping.addEventListener('abort', lost);
      socket.write(bytes, (error) => {
        socket.off('close', lost);
        stopping.removeEventListener('abort', lost);
        resolve(!error);
      });
    });
  }

  return {
    wait,
    write,
    /** @returns how many bytes of `whole` left, of which the first `atOnce` went together. */
    async drip(
      whole: Buffer,
      atOnce: number,
      { bytes, everyMs }: { bytes: number; everyMs: number },
    ): Promise<number> {
      const until = performance.now() + LONGEST_MS;
      let done = 0;
      while (done < whole.length && performance.now() < until) {
        const next = done === 0 && atOnce > 0 ? atOnce : done + bytes;
        if (done > 0) await wait(everyMs);
        if (!(await write(whole.subarray(done, next)))) break;
        done = Math.min(next, whole.length);
      }
      return done;
    },
    /** Who ended it before its time; null: nobody. */
    cutBy(): string | null {
      if (socket.destroyed || gaveUp) return 'the sender left first';
      return stopping.aborted ? 'Backstitch stopped' : null;
    },
    end(how: 'close' | 'reset'): void {
      if (how === 'reset') socket.resetAndDestroy();
      else closeGently(socket);
    },
  };
}
