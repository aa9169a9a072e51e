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
 * Asked by the intake for every request, before it is captured. It takes nothing but a probe of
 * ours; a path prefix left by a reverse proxy may precede it.
 */
export type ProbeResponder = Taker;

export interface Probes extends ProbeResponder {
  ask(): ProbeQuestion;
}

/** So many questions that were given up are still known when they arrive. */
const LATE = 64;

/**
 * Questions and answers of the end-to-end probe. Nonces live while their probe is out. One that was
 * given up before it came may still arrive, long after on a slow path: it is known then, once, so
 * that it does not stand among the captures.
 */
export function createProbeResponder(): Probes {
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
    take({ target }) {
      const at = target.lastIndexOf(PREFIX);
      if (at < 0) return null;
      const nonce = target.slice(at + PREFIX.length);
      const expected = outstanding.get(nonce);
      if (expected !== undefined) arrived.add(nonce);
      else if (!late.delete(nonce)) return null;
      const reply = { status: 200, headers: [TEXT], body: Buffer.from(expected ?? '') };
      return { kept: false, plan: planOf(reply) };
    },
  };
}
