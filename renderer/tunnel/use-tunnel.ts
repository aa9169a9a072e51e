import { useMutation, useQuery } from '@tanstack/react-query';
import type { TunnelConfig, TunnelState } from '../../preload/contract/tunnel.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { sayNot } from '../ui/say-not.ts';

const MODE_KEY = 'backstitch.tunnel-mode';

export function useTunnel(): TunnelState | undefined {
  return useQuery(query.tunnel.get.queryOptions()).data;
}

/** What the engine answers is shown at once. */
export const take = (state: TunnelState): void => {
  queryClient.setQueryData(query.tunnel.get.queryKey(), state);
  if (state.config.mode !== 'off') window.localStorage.setItem(MODE_KEY, state.config.mode);
};

/** Saves a configuration; it is in force at once. */
export function useSaveTunnel(onError?: (error: unknown) => void) {
  return useMutation({
    mutationFn: (config: TunnelConfig) => api.tunnel.put(config),
    onSuccess: take,
    ...(onError !== undefined && { onError }),
  });
}

/**
 * The switch: off, or on in the way used last. Where that way is not set up, the dialog opens. What can be wrong with a
 * way comes with its first use: the switch is in the first script, and its table is long.
 */
export function useSwitchTunnel() {
  const failed = sayNot('Tunnel not changed');
  const save = useSaveTunnel(failed);
  const show = useOverlay((s) => s.show);
  const turnOn = async (config: TunnelConfig): Promise<void> => {
    const { checkConfig } = await import('./tunnel-config.ts');
    if (Object.keys(checkConfig(config)).length > 0) show('tunnel');
    else save.mutate(config);
  };
  const turn = (state: TunnelState, on: boolean): void => {
    const config: TunnelConfig = { ...state.config, mode: on ? lastMode() : 'off' };
    if (config.mode === 'off' || config.mode === 'localtunnel') save.mutate(config);
    else void turnOn(config).catch(failed);
  };
  return { turn, busy: save.isPending };
}

function lastMode(): TunnelConfig['mode'] {
  const kept = window.localStorage.getItem(MODE_KEY);
  return (['url', 'ssh', 'command'] as const).find((mode) => mode === kept) ?? 'localtunnel';
}
