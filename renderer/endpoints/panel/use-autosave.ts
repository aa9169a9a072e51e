import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Endpoint, EndpointInput } from '../../../preload/contract/endpoints.ts';
import { api, query } from '../../api/client.ts';
import type { Standing } from '../../ui/form/saved-line.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import {
  draftOf,
  inputOf,
  readEndpointDraft,
  sameDraft,
  type DraftProblems,
  type EndpointDraft,
} from '../endpoint-draft.ts';

/** What is typed and cannot be saved yet, by the id of its endpoint: kept for the window. */
const unfinished = new Map<string, EndpointDraft>();

interface Save {
  input: EndpointInput;
  /** What it was before; undo brings it back. */
  before: EndpointInput;
}

export interface Autosave {
  draft: EndpointDraft;
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
  const [state, setState] = useState(() => ({
    draft: unfinished.get(endpoint.id) ?? draftOf(endpoint),
    saved: draftOf(endpoint),
  }));
  const [last, setLast] = useState<{ at: number; before: EndpointInput } | null>(null);
  const now = draftOf(endpoint);
  if (!sameDraft(now, state.saved)) {
    // Changed here or elsewhere: what was not touched follows; rows keep their keys, and the focus.
    const isTouched = !sameDraft(state.draft, state.saved);
    const draft = isTouched || sameDraft(state.draft, now) ? state.draft : now;
    setState({ draft, saved: now });
  }
  const { draft } = state;
  const names = others.map(({ name }) => name);
  const whole = readEndpointDraft(draft, names);
  const own = { ...draft, path: endpoint.path, methods: endpoint.methods };
  const read = readEndpointDraft(own, names);
  const isChanged = !sameDraft(own, now);
  const isRerouted =
    draft.path.trim() !== endpoint.path ||
    JSON.stringify(draft.methods) !== JSON.stringify(endpoint.methods);

  const show = (saved: Endpoint): void => {
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
      setLast({ at: Date.now(), before });
      show(saved);
    },
  });
  const save = (): void => {
    if (isChanged && read.input !== null) {
      saving.mutate({ input: read.input, before: inputOf(endpoint) });
    }
  };
  const undo = (): void => {
    if (last === null) return;
    setState({ ...state, draft: draftOf(last.before) });
    setLast(null);
    put(last.before).then(show, sayNot('Not undone'));
  };
  const atEnd = useEffectEvent(() => {
    if (isChanged && read.input !== null) {
      unfinished.delete(endpoint.id);
      put(read.input).then(show, sayNot('Not saved'));
    } else if (isChanged || isRerouted) unfinished.set(endpoint.id, draft);
    else unfinished.delete(endpoint.id);
  });
  useEffect(() => () => atEnd(), []);

  const refused = saving.error === null ? null : readProblem(saving.error);
  return {
    draft,
    problems:
      refused?.field === undefined
        ? whole.problems
        : new Map([...whole.problems, [refused.field, refused.message]]),
    standing: standingOf(),
    change: (part) => {
      saving.reset();
      setState({ ...state, draft: { ...draft, ...part } });
    },
    save,
    undo,
    isRerouted,
    reroute: () => {
      if (whole.input !== null) {
        saving.mutate({ input: whole.input, before: inputOf(endpoint) });
      }
    },
    keepRoute: () =>
      setState({ ...state, draft: { ...draft, path: endpoint.path, methods: endpoint.methods } }),
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
