import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function readingRouter({ on }: RouterBase, reading: EngineSurface['reading']) {
  const { reading: os } = on;
  return os.router({
    charsets: os.charsets.handler(({ signal }) => reading.charsets(undefined, signal)),
    setCharset: os.setCharset.handler(({ input, signal }) => reading.setCharset(input, signal)),
  });
}
