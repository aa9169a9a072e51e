import type { Captures } from '../../captures/captures.ts';
import { asItCame } from './imported-captures.ts';
import type { CaptureSource } from '../../interchange/exports.ts';

/** Captures as they leave: everything that is kept of each, with its bytes. */
export function portableCaptures(captures: Captures): CaptureSource {
  return {
    async find(search) {
      captures.checkSearch(search);
      return (await captures.find(search)).map(captures.publicId);
    },
    async read(id) {
      await captures.settled(id);
      const whole = await captures.whole(id);
      return whole && asItCame(whole, captures);
    },
  };
}
