import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionWhole } from '../../preload/contract/apps/functions.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { useGuard } from '../navigation/unsaved.ts';
import { navigate } from '../navigation/route.ts';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { functionDraftOf, functionProblems } from './function-draft.ts';

/**
 * The draft of a function and what becomes of it. A version that is newer than the one the draft
 * was made of is offered, never put over it.
 *
 * @param fn as it is kept now.
 * @param taken names of the other functions.
 */
export function useFunctionEditing(app: AppSummary, fn: FunctionWhole, taken: readonly string[]) {
  const [base, setBase] = useState(fn);
  const [draft, setDraft] = useState(() => functionDraftOf(fn));
  const cache = useQueryClient();
  const dirty = JSON.stringify(draft) !== JSON.stringify(functionDraftOf(base));
  useGuard(dirty ? base.name : null);
  const load = (next: FunctionWhole): void => {
    setBase(next);
    setDraft(functionDraftOf(next));
  };
  if (!dirty && base.revision !== fn.revision) load(fn);
  const open = (item: string | null, replace: boolean): void =>
    navigate({ page: 'apps', appId: app.id, part: 'functions', item }, { replace });

  const save = useMutation({
    mutationFn: (revision: string | null) =>
      api.functions.save({ appId: app.id, function: draft, oldName: base.name, revision }),
    onSuccess: async (saved) => {
      const input = { appId: app.id, name: saved.name };
      cache.setQueryData(query.functions.get.queryKey({ input }), saved);
      load(saved);
      toast({ title: `${saved.name} was saved`, tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.functions.list.key() });
      if (saved.name !== base.name) open(saved.name, true);
    },
    // Refused as stale: what is offered instead has to be the version that is kept now.
    onError: () => cache.invalidateQueries({ queryKey: query.functions.get.key() }),
  });
  const remove = useMutation({
    mutationFn: () => api.functions.remove({ appId: app.id, name: base.name }),
    onSuccess: async () => {
      // Nothing is left to guard; and the list is new before the address leads there.
      load(base);
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
    if (!blocked) save.mutate(base.revision);
  });
  return {
    base,
    draft,
    setDraft: (next: typeof draft): void => {
      // What was said of the last attempt need not hold for the next one.
      save.reset();
      setDraft(next);
    },
    dirty,
    /** When it was last saved from here, epoch ms; null while something is not saved. */
    savedAt: !dirty && save.isSuccess ? save.submittedAt : null,
    problems,
    blocked,
    conflict: failure?.code === 'APP_CHANGED' || (dirty && base.revision !== fn.revision),
    error: failure?.code === 'APP_CHANGED' ? null : save.error,
    load: () => {
      save.reset();
      load(fn);
    },
    save: () => save.mutate(base.revision),
    overwrite: () => save.mutate(null),
    remove: () => remove.mutateAsync().catch(() => undefined),
  };
}

function useSaveKey(save: () => void): void {
  const onSave = useEffectEvent(save);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onSave();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
