import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffectEvent, useLayoutEffect } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionWhole } from '../../preload/contract/apps/functions.ts';
import { api, query } from '../api/client.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { rename } from '../app-model/renamed.ts';
import { sayNot } from '../ui/say-not.ts';
import { navigate } from '../navigation/route.ts';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { functionDraftOf, functionProblems } from './function-draft.ts';
import { isKeyOf } from '../keys/keymap.ts';

export const draftKey = (appId: string, name: string): string =>
  `function:${appId}/${encodeURIComponent(name)}`;

/**
 * The draft of a function and what becomes of it. A version that is newer than the one the draft
 * was made of is offered, never put over it.
 *
 * @param fn as it is kept now.
 * @param taken names of the other functions.
 */
export function useFunctionEditing(app: AppSummary, fn: FunctionWhole, taken: readonly string[]) {
  const kept = useDraft({
    key: draftKey(app.id, fn.name),
    kind: 'function',
    base: fn.revision,
    saved: functionDraftOf(fn),
  });
  const { value: draft, isChanged: dirty } = kept;
  const base = fn;
  const cache = useQueryClient();
  const open = (item: string | null, replace: boolean): void =>
    navigate({ page: 'apps', appId: app.id, part: 'functions', item }, { replace });

  const save = useMutation({
    mutationFn: async (revision: string | null) => {
      // The list may hear of it before this has its answer.
      const takeBack = rename(`functions/${app.id}`, base.name, draft.name);
      const input = { appId: app.id, function: draft, oldName: base.name, revision };
      const saved = await api.functions.save(input).catch((error: unknown) => {
        takeBack();
        throw error;
      });
      return { saved, sent: draft };
    },
    onSuccess: async ({ saved, sent }) => {
      const input = { appId: app.id, name: saved.name };
      cache.setQueryData(query.functions.get.queryKey({ input }), saved);
      kept.settle({ sent, key: draftKey(app.id, saved.name), base: saved.revision });
      toast({ title: `${saved.name} was saved`, tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.functions.list.key() });
    },
    // Refused as stale: what is offered instead has to be the version that is kept now.
    onError: () => cache.invalidateQueries({ queryKey: query.functions.get.key() }),
  });
  const remove = useMutation({
    mutationFn: () => api.functions.remove({ appId: app.id, name: base.name }),
    onSuccess: async () => {
      // The list is new before the address leads there.
      kept.discard();
      await cache.invalidateQueries({ queryKey: query.functions.list.key() });
      open(null, true);
    },
    onError: sayNot('Not deleted'),
  });

  const problems = functionProblems(draft, base.name, taken);
  const failure = save.error === null ? null : readProblem(save.error);
  if (failure?.field === 'name') problems.name ??= failure.message;
  const blocked = !dirty || save.isPending || Object.keys(problems).length > 0;
  useSaveKey(() => {
    if (!blocked) save.mutate(kept.base);
  });
  return {
    base,
    draft,
    kept,
    setDraft: (next: typeof draft): void => {
      // What was said of the last attempt need not hold for the next one.
      save.reset();
      kept.change(next);
    },
    dirty,
    /** When it was last saved from here, epoch ms; null while something is not saved. */
    savedAt: !dirty && save.isSuccess ? save.submittedAt : null,
    problems,
    blocked,
    // Refused as stale: the newer version is fetched, and the bar of the draft offers it.
    error: failure?.code === 'APP_CHANGED' ? null : save.error,
    discard: () => {
      save.reset();
      kept.discard();
    },
    save: () => save.mutate(kept.base),
    remove: () => remove.mutateAsync().catch(() => undefined),
  };
}

function useSaveKey(save: () => void): void {
  const onSave = useEffectEvent(save);
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isKeyOf(event, 'save')) return;
      event.preventDefault();
      onSave();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
