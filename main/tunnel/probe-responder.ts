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
   * for everything that is not a probe on its way right now: then it is a request like any other.
   */
  answer(target: string): string | undefined;
}

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
    answer(target) {
      if (outstanding.size === 0) return undefined;
      const at = target.lastIndexOf(PREFIX);
      return at < 0 ? undefined : outstanding.get(target.slice(at + PREFIX.length));
    },
  };
}
