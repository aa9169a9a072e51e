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

const take = (state: TunnelState): void => {
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

/** The switch: off, or on in the way used last. Without a URL of one's own it asks for one. */
export function useSwitchTunnel() {
  const save = useSaveTunnel(sayNot('Tunnel not changed'));
  const show = useOverlay((s) => s.show);
  const turn = (state: TunnelState, on: boolean): void => {
    const own = window.localStorage.getItem(MODE_KEY) === 'url';
    if (on && own && state.config.url === '') return show('tunnel');
    const mode = !on ? 'off' : own ? 'url' : 'localtunnel';
    save.mutate({ ...state.config, mode });
  };
  return { turn, busy: save.isPending };
}

export function useDismissNotice() {
  return useMutation({ mutationFn: () => api.tunnel.dismissNotice(), onSuccess: take });
}
