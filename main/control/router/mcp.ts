import type { EngineSurface } from '../engine-surface.ts';
import { type RouterBase, untilStop } from './base.ts';

export function mcpRouter({ on }: RouterBase, mcp: EngineSurface['mcp']) {
  const { mcp: os } = on;
  return os.router({
    calls: os.calls.handler(({ signal }) => mcp.calls(undefined, signal)),
    call: os.call.handler(({ input, signal, context }) =>
      mcp.call(input, untilStop(signal, context)),
    ),
  });
}
