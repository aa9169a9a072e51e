import type { EngineSurface } from '../engine-surface.ts';
import { refuseCookies, type RouterBase, untilStop } from './base.ts';

export function mcpRouter({ on }: RouterBase, mcp: EngineSurface['mcp']) {
  const { mcp: os } = on;
  return os.router({
    calls: os.calls.handler(({ signal }) => mcp.calls(undefined, signal)),
    call: os.call.handler(({ input, signal, context }) =>
      mcp.call(input, untilStop(signal, context)),
    ),
    tokens: os.tokens.handler(({ signal, context }) => {
      refuseCookies(context, 'tokens of agents');
      return mcp.tokens(undefined, signal);
    }),
    createToken: os.createToken.handler(({ input, signal, context }) => {
      refuseCookies(context, 'tokens of agents');
      return mcp.createToken(input, signal);
    }),
    revokeToken: os.revokeToken.handler(({ input, signal, context }) => {
      refuseCookies(context, 'tokens of agents');
      return mcp.revokeToken(input, signal);
    }),
  });
}
