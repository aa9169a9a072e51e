import { useMutation } from '@tanstack/react-query';
import type { TeamCapture, TeamState } from '../../preload/contract/team.ts';
import { api, query } from '../api/client.ts';
import { invalidate } from '../api/invalidate.ts';
import { queryClient } from '../api/query-client.ts';
import { navigate, placeNow } from '../navigation/route.ts';
import { openReplay } from '../replays/open-replay.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

const take = (state: TeamState): void => {
  queryClient.setQueryData(query.team.get.queryKey(), state);
  // Another team, perhaps.
  invalidate(queryClient, query.team.captures.key());
  invalidate(queryClient, query.team.follows.key());
};

export type TeamSettings = Parameters<typeof api.team.put>[0];

/** Joins, changes how, or leaves; the page knows at once. */
export function useSaveTeam() {
  return useMutation({ mutationFn: (input: TeamSettings) => api.team.put(input), onSuccess: take });
}

/** Connects at once, as after a change of the settings. */
export function useRetry() {
  const save = useSaveTeam();
  return {
    busy: save.isPending,
    retry: ({ node }: TeamState): void => {
      if (node === null) return;
      const { id: _, ...settings } = node;
      save.mutate(settings, { onError: sayNot('Not tried again') });
    },
  };
}

export function useAsNewNode() {
  return useMutation({
    mutationFn: () => api.team.asNewNode(),
    onSuccess: take,
    onError: sayNot('Not continued'),
  });
}

const there = ({ node, id }: TeamCapture) => ({ node, id });
const askAgain = (): void => {
  invalidate(queryClient, query.team.captures.key());
  invalidate(queryClient, query.team.capture.key());
};

/** What is done with a capture of the team. Each says by itself what went wrong. */
export function useTeamActions() {
  const copy = useMutation({
    mutationFn: ({ item }: { item: TeamCapture; replay: boolean }) => api.team.copy(there(item)),
    onMutate: () => ({ isStillHere: placeNow() }),
    onSuccess: ({ id }, { replay }, { isStillHere }) => {
      // Who went on meanwhile is not led away from there.
      if (replay && isStillHere()) return openReplay({ captureIds: [id], edit: false });
      toast({
        title: 'Copied here',
        action: { label: 'Open', onSelect: () => navigate({ page: 'captures', id }) },
      });
    },
    onSettled: askAgain,
    onError: sayNot('Not copied'),
  });
  const copyMany = useMutation({
    mutationFn: async (items: readonly TeamCapture[]) => {
      // One after the other: the database is asked by one connection.
      for (const item of items) await api.team.copy(there(item));
      return items.length;
    },
    onSuccess: (count) =>
      toast({
        title: `Copied ${formatPlural(count, 'capture')} here`,
        action: {
          label: 'Open Captures',
          onSelect: () => navigate({ page: 'captures', id: null }),
        },
      }),
    onSettled: askAgain,
    onError: sayNot('Not all copied'),
  });
  const pin = useMutation({
    mutationFn: (item: TeamCapture) => {
      const mark = item.marks.find(({ kind }) => kind === 'pin');
      const now = { value: mark === undefined ? '1' : '', version: mark?.version ?? 0 };
      return api.team.mark({ ...there(item), kind: 'pin', ...now });
    },
    onSettled: askAgain,
    onError: sayNot('Pin not changed'),
  });
  return {
    busy: copy.isPending || copyMany.isPending,
    copyAll: (items: readonly TeamCapture[]): void => copyMany.mutate(items),
    copyHere: (item: TeamCapture): void => copy.mutate({ item, replay: false }),
    copyAndReplay: (item: TeamCapture): void => copy.mutate({ item, replay: true }),
    togglePin: (item: TeamCapture): void => pin.mutate(item),
  };
}

/** Writes a note; both texts stand in it where somebody else changed it meanwhile. */
export function useNote(item: TeamCapture, onDone: () => void) {
  return useMutation({
    mutationFn: (note: { value: string; version: number }) =>
      api.team.mark({ ...there(item), kind: 'note', ...note }),
    onSuccess: ({ merged }) => {
      if (merged) {
        toast({
          title: 'Both notes are kept',
          description: 'Somebody else changed the note meanwhile: both texts stand in it.',
        });
      }
      onDone();
    },
    onSettled: askAgain,
  });
}
