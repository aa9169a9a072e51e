import type { Replay } from '../../../preload/contract/replays.ts';
import { targetOf } from '../../wire/pasted/pasted-request.ts';
import { sendableHeaders } from '../../../main/snippets/snippet-request.ts';
import type { Composition } from '../composer/composition.ts';
import { pastedComposition } from '../fresh/from-nothing.ts';

/** What Backstitch writes to mark a replay: the next one is marked again. */
const MARKS = new Set(['backstitch-replay', 'via']);

/**
 * What was sent as a request of its own, without what is written again whenever it is sent.
 *
 * @param intakeUrl where the intake listens: what went there goes through it again
 */
export function draftOf(
  replay: Replay,
  body: Uint8Array<ArrayBuffer>,
  intakeUrl: string,
): Composition {
  const { method, url, requestHeaders } = replay;
  const headers = sendableHeaders(requestHeaders).filter(
    ([name]) => !MARKS.has(name.toLowerCase()),
  );
  return pastedComposition({ method, url, target: targetOf(url), headers, body }, intakeUrl);
}
