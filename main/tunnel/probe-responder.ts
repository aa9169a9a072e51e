import { randomBytes } from 'node:crypto';

const PREFIX = '/.backstitch/probe/';

/** A question that is out. Disposing it makes it unanswerable again. */
export interface ProbeQuestion extends Disposable {
  /** To be appended to the public URL. */
  path: string;
  /** Only this engine's intake can answer with it: it does not follow from the path. */
  expected: string;
}

export interface ProbeResponder {
  /**
   * Asked by the intake for every request, before it is captured.
   *
   * @param target raw request target; a path prefix left by a reverse proxy may precede ours.
   * @returns the body to answer with (200, text/plain), and the request is not captured; undefined
   * for everything that is no probe of ours: then it is a request like any other.
   */
  answer(target: string): string | undefined;
}

export interface ProbeDesk extends ProbeResponder {
  ask(): ProbeQuestion;
}

/** So many questions that were given up are still known when they arrive. */
const LATE = 64;

/**
 * Questions and answers of the end-to-end probe. Nonces live while their probe is out. One that was
 * given up before it came may still arrive, long after on a slow path: it is known then, once, so
 * that it does not stand among the captures.
 */
export function createProbeResponder(): ProbeDesk {
  const outstanding = new Map<string, string>();
  const arrived = new Set<string>();
  const late = new Set<string>();

  function giveUp(nonce: string): void {
    outstanding.delete(nonce);
    if (arrived.delete(nonce)) return;
    late.add(nonce);
    const [oldest] = late;
    if (late.size > LATE && oldest !== undefined) late.delete(oldest);
  }
  return {
    ask() {
      const nonce = randomBytes(16).toString('hex');
      const expected = randomBytes(16).toString('hex');
      outstanding.set(nonce, expected);
      return {
        path: PREFIX + nonce,
        expected,
        [Symbol.dispose]: () => giveUp(nonce),
      };
    },
    answer(target) {
      const at = target.lastIndexOf(PREFIX);
      if (at < 0) return undefined;
      const nonce = target.slice(at + PREFIX.length);
      const expected = outstanding.get(nonce);
      if (expected === undefined) return late.delete(nonce) ? '' : undefined;
      arrived.add(nonce);
      return expected;
    },
  };
}
