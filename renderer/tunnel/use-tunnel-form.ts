import { useMutation, useQuery } from '@tanstack/react-query';
import type { TunnelConfig, TunnelProgram } from '../../preload/contract/tunnel.ts';
import { api, query } from '../api/client.ts';
import { withSecrets, type Typed } from './secrets.ts';
import { take } from './use-tunnel.ts';

/** Saves a configuration with secrets that were typed: they are kept first, and only named in it. */
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

export function useDismissNotice() {
  return useMutation({ mutationFn: () => api.tunnel.dismissNotice(), onSuccess: take });
}
