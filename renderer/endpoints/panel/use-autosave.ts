import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Endpoint, EndpointInput } from '../../../preload/contract/endpoints.ts';
import { api, query } from '../../api/client.ts';
import { revisionOf } from '../../drafts/revision-of.ts';
import { type DraftHandle, useDraft } from '../../drafts/use-draft.ts';
import type { Standing } from '../../ui/form/saved-line.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import {
  draftOf,
  inputOf,
  packDraft,
  readEndpointDraft,
  sameDraft,
  unpackDraft,
  type DraftProblems,
  type EndpointDraft,
} from '../endpoint-draft.ts';

interface Save {
  input: EndpointInput;
  /** What it was before; undo brings it back. */
  before: EndpointInput;
}

export interface Autosave {
  draft: EndpointDraft;
  /** What is typed and not saved, as it is kept. */
  kept: DraftHandle<EndpointDraft>;
  problems: DraftProblems;
  standing: Standing;
  change: (part: Partial<EndpointDraft>) => void;
  /** Saves what changed, where it can be saved: all but path and methods. */
  save: () => void;
  undo: () => void;
  /** Whether path or methods differ from what is saved. */
  isRerouted: boolean;
  /** Saves path and methods, which take requests away from other endpoints, or leave them to others. */
  reroute: () => void;
  /** Path and methods as they are saved. */
  keepRoute: () => void;
}

/** An endpoint as one edits it. It is saved when a field is left, except for what reroutes requests. */
export function useAutosave(endpoint: Endpoint, others: readonly Endpoint[]): Autosave {
  const cache = useQueryClient();
  const now = useMemo(() => draftOf(endpoint), [endpoint]);
  const base = revisionOf(packDraft(now));
  const kept = useDraft({
    key: `endpoint:${endpoint.id}`,
    kind: 'endpoint',
    base,
    saved: now,
    same: sameDraft,
    pack: packDraft,
    unpack: unpackDraft,
  });
  const [typed, setTyped] = useState(now);
  const [last, setLast] = useState<{ at: number; before: EndpointInput; base: string } | null>(
    null,
  );
  // What was typed stays after it was saved: rows keep their keys, and the focus.
  const draft = kept.isChanged ? kept.value : sameDraft(typed, now) ? typed : now;
  const { isBehind, rebase } = kept;
  const isOwnSave = last?.base === base;
  useEffect(() => {
    if (isBehind && isOwnSave) rebase();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isBehind, isOwnSave]);
  const names = others.map(({ name }) => name);
  const whole = readEndpointDraft(draft, names);
  const own = { ...draft, path: endpoint.path, methods: endpoint.methods };
  const read = readEndpointDraft(own, names);
  const isChanged = !sameDraft(own, now);
  const isRerouted =
    draft.path.trim() !== endpoint.path ||
    JSON.stringify(draft.methods) !== JSON.stringify(endpoint.methods);

  const show = (next: EndpointDraft): void => {
    setTyped(next);
    kept.change(next);
  };
  const showSaved = (saved: Endpoint): void => {
    cache.setQueryData(query.endpoints.list.queryKey(), (list) =>
      list?.map((one) => (one.id === saved.id ? saved : one)),
    );
    void cache.invalidateQueries({ queryKey: query.endpoints.list.key() });
  };
  const put = (input: EndpointInput): Promise<Endpoint> =>
    api.endpoints.update({ ...input, id: endpoint.id });
  const saving = useMutation({
    mutationFn: ({ input }: Save) => put(input),
    onSuccess: (saved, { before }) => {
      setLast({ at: Date.now(), before, base: revisionOf(packDraft(draftOf(saved))) });
      showSaved(saved);
    },
  });
  const save = (): void => {
    if (isChanged && read.input !== null) {
      saving.mutate({ input: read.input, before: inputOf(endpoint) });
    }
  };
  const undo = (): void => {
    if (last === null) return;
    show(draftOf(last.before));
    setLast(null);
    put(last.before).then(showSaved, sayNot('Not undone'));
  };
  const atEnd = useEffectEvent(() => {
    if (!isChanged || read.input === null) return;
    const saved = put(read.input).then(showSaved);
    saved.then(() => isRerouted || kept.discard(), sayNot('Not saved'));
  });
  useEffect(() => () => atEnd(), []);

  const refused = saving.error === null ? null : readProblem(saving.error);
  return {
    draft,
    kept,
    problems:
      refused?.field === undefined
        ? whole.problems
        : new Map([...whole.problems, [refused.field, refused.message]]),
    standing: standingOf(),
    change: (part) => {
      saving.reset();
      show({ ...draft, ...part });
    },
    save,
    undo,
    isRerouted,
    reroute: () => {
      if (whole.input !== null) {
        saving.mutate({ input: whole.input, before: inputOf(endpoint) });
      }
    },
    keepRoute: () => show({ ...draft, path: endpoint.path, methods: endpoint.methods }),
  };

  function standingOf(): Standing {
    if (refused !== null) return { kind: 'not-saved', why: refused.message };
    if (saving.isPending) return { kind: 'saving' };
    if (isChanged) {
      const [first] = read.problems.values();
      return first === undefined ? { kind: 'changed' } : { kind: 'not-saved', why: first };
    }
    return last === null ? { kind: 'as-saved' } : { kind: 'saved', at: last.at };
  }
}
