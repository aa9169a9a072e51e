import { useMutation, useQuery } from '@tanstack/react-query';
import type { TunnelConfig, TunnelProgram, TunnelState } from '../../preload/contract/tunnel.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { sayNot } from '../ui/say-not.ts';
import { checkConfig } from './tunnel-words.ts';
import { withSecrets, type Typed } from './secrets.ts';

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

/** The same, with secrets that were typed: they are kept first, and only named in it. */
export function useSaveWithSecrets() {
  return useMutation({
    mutationFn: async ({ config, typed }: { config: TunnelConfig; typed: Typed }) =>
      api.tunnel.put(await withSecrets(config, typed)),
    onSuccess: take,
  });
}

/** Programs of presets and where they are on this computer; looked at each time it is asked. */
export function usePrograms(): TunnelProgram[] | undefined {
  return useQuery({ ...query.tunnel.programs.queryOptions(), staleTime: 0 }).data;
}

/** The switch: off, or on in the way used last. Where that way is not set up, the dialog opens. */
export function useSwitchTunnel() {
  const save = useSaveTunnel(sayNot('Tunnel not changed'));
  const show = useOverlay((s) => s.show);
  const turn = (state: TunnelState, on: boolean): void => {
    if (!on) return save.mutate({ ...state.config, mode: 'off' });
    const mode = lastMode();
    const config = { ...state.config, mode };
    if (Object.keys(checkConfig(config)).length > 0 && mode !== 'localtunnel')
      return show('tunnel');
    save.mutate(config);
  };
  return { turn, busy: save.isPending };
}

function lastMode(): TunnelConfig['mode'] {
  const kept = window.localStorage.getItem(MODE_KEY);
  return (['url', 'ssh', 'command'] as const).find((mode) => mode === kept) ?? 'localtunnel';
}

export function useDismissNotice() {
  return useMutation({ mutationFn: () => api.tunnel.dismissNotice(), onSuccess: take });
}
