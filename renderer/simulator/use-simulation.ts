import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Simulation, SimulationInput } from '../../preload/contract/simulator.ts';
import { api, query } from '../api/client.ts';
import { whenOnline } from '../api/reconnected.ts';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { useSimulatorStore } from './simulator-store.ts';

/** The simulations that are kept, newest first, and the one that is looked at; followed live. */
export function useSimulations() {
  const cache = useQueryClient();
  const list = useQuery(query.simulator.list.queryOptions());
  const openId = useSimulatorStore((state) => state.openId);
  const all = list.data ?? [];
  const shown = all.find(({ id }) => id === openId) ?? all[0];
  const running = all.find(isRunning);
  const runningId = running?.id ?? null;
  useEffect(() => {
    if (runningId === null) return;
    const stop = new AbortController();
    const follow = (): void => void followRun(cache, runningId, stop.signal);
    follow();
    const unsubscribe = whenOnline(follow);
    return () => {
      unsubscribe();
      stop.abort();
    };
  }, [cache, runningId]);
  return { list, all, shown, running };
}

export function useStart() {
  const cache = useQueryClient();
  const open = useSimulatorStore((state) => state.open);
  return useMutation({
    mutationFn: (input: SimulationInput) => api.simulator.start(input),
    onSuccess: (simulation) => {
      put(cache, simulation);
      open(simulation.id);
    },
  });
}

export function useCancel() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.simulator.cancel({ id }),
    onSuccess: (simulation) => put(cache, simulation),
    onError: (error: unknown) =>
      toast({ title: 'Not canceled', description: readProblem(error).message, tone: 'bad' }),
  });
}

export const isRunning = ({ state }: Simulation): boolean =>
  state === 'running' || state === 'checking';

function put(cache: QueryClient, simulation: Simulation): void {
  cache.setQueryData<Simulation[]>(query.simulator.list.queryKey(), (before = []) =>
    before.some(({ id }) => id === simulation.id)
      ? before.map((one) => (one.id === simulation.id ? simulation : one))
      : [simulation, ...before],
  );
  void cache.invalidateQueries({ queryKey: query.simulator.events.key() });
}

async function followRun(cache: QueryClient, id: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const simulation of await api.simulator.live({ id }, { signal })) {
      put(cache, simulation);
    }
  } catch {
    // The stream breaks with its connection; the next connect follows again.
  }
}
