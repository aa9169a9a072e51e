import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { api, query } from '../api/client.ts';
import { navigate, placeNow } from '../navigation/route.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/** Puts what the engine answered into the list of apps at once. */
export function useKeepApp(): (app: AppSummary) => void {
  const cache = useQueryClient();
  return (app) =>
    cache.setQueryData(query.apps.list.queryKey(), (apps: AppSummary[] | undefined) =>
      apps?.some((one) => one.id === app.id)
        ? apps.map((one) => (one.id === app.id ? app : one))
        : [...(apps ?? []), app],
    );
}

export function openApp(app: AppSummary): void {
  navigate({ page: 'apps', appId: app.id, part: 'overview', item: null });
}

export function useCreateApp() {
  const keep = useKeepApp();
  return useMutation({
    mutationFn: (name: string) => api.apps.create({ name }),
    onMutate: placeNow,
    onSuccess: (app, _name, isStillThere) => {
      keep(app);
      if (isStillThere()) openApp(app);
    },
  });
}

/** Imports the sample app and opens its webhooks. */
export function useSampleApp() {
  const keep = useKeepApp();
  return useMutation({
    mutationFn: () => api.apps.importSample(),
    onMutate: placeNow,
    onSuccess: ({ app }, _input, isStillThere) => {
      keep(app);
      if (isStillThere()) navigate({ page: 'apps', appId: app.id, part: 'overview', item: null });
    },
    onError: sayNot('Sample app not imported'),
  });
}

/** Deletes an app; a toast brings it back. */
export function useRemoveApp() {
  const cache = useQueryClient();
  const keep = useKeepApp();
  return useMutation({
    mutationFn: (app: AppSummary) => api.apps.remove({ appId: app.id }),
    onMutate: placeNow,
    onSuccess: ({ undo }, app, isStillThere) => {
      if (isStillThere()) navigate({ page: 'apps', appId: null, part: 'overview', item: null });
      void cache.invalidateQueries({ queryKey: query.apps.list.key() });
      toast({
        title: `${app.name} was deleted`,
        description: 'Its webhooks no longer answer. Captures stay.',
        ...(undo !== null && {
          action: {
            label: 'Undo',
            onSelect: () =>
              void api.apps.undoRemove({ undo }).then(keep, sayNot('Could not restore')),
          },
        }),
      });
    },
    onError: sayNot('Not deleted'),
  });
}
