import { randomBytes } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { planOf, type Taker } from '../intake/taker.ts';

const PREFIX = '/.backstitch/probe/';
const TEXT: HeaderPair = ['Content-Type', 'text/plain'];

/** A question that is out. Disposing it makes it unanswerable again. */
export interface ProbeQuestion extends Disposable {
  /** To be appended to the public URL. */
  path: string;
  /** Only this engine's intake can answer with it: it does not follow from the path. */
  expected: string;
}

/**
 * Asked by the intake for every request, before it is captured. It takes nothing but a probe that
 * is on its way right now; a path prefix left by a reverse proxy may precede ours.
 */
export type ProbeResponder = Taker;

export interface ProbeDesk extends ProbeResponder {
  ask(): ProbeQuestion;
}

/** Questions and answers of the end-to-end probe. Nonces live only while their probe is out. */
export function createProbeResponder(): ProbeDesk {
  const outstanding = new Map<string, string>();
  return {
    ask() {
      const nonce = randomBytes(16).toString('hex');
      const expected = randomBytes(16).toString('hex');
      outstanding.set(nonce, expected);
      return {
        path: PREFIX + nonce,
        expected,
        [Symbol.dispose]: () => {
          outstanding.delete(nonce);
        },
      };
    },
    take({ target }) {
      if (outstanding.size === 0) return null;
      const at = target.lastIndexOf(PREFIX);
      const expected = at < 0 ? undefined : outstanding.get(target.slice(at + PREFIX.length));
      if (expected === undefined) return null;
      const reply = { status: 200, headers: [TEXT], body: Buffer.from(expected) };
      return { kept: false, plan: planOf(reply) };
    },
  };
}
