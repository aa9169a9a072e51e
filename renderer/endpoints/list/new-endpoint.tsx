import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { checkMethod, checkPath } from '../../../preload/rules/endpoint-rules.ts';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { api, query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { toast } from '../../ui/toast.tsx';
import { replySummary } from '../reply-summary.ts';
import {
  copiedPath,
  inputOf,
  nameFor,
  readNewEndpoint,
  unmatchedPath,
} from './new-endpoint-text.ts';

/**
 * A new endpoint in one line: its path, perhaps with a method before it and a status behind. It
 * begins with a path that is at hand: the copied one, else the newest that no endpoint takes.
 */
export function NewEndpoint(props: {
  list: readonly Endpoint[];
  onMade: (endpoint: Endpoint) => void;
}) {
  const { list } = props;
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const cache = useQueryClient();
  const input = { search: 'endpoint:inbox', limit: 20 };
  const newest = useQuery(query.captures.list.queryOptions({ input }));
  const targets = newest.data?.items.map(({ target }) => target) ?? [];
  const seen = unmatchedPath(targets, list);
  const make = useMutation({
    mutationFn: (text: string) => {
      const read = readNewEndpoint(text);
      const names = list.map(({ name }) => name);
      return api.endpoints.create(inputOf(read, nameFor(read.path, names)));
    },
    onSuccess: async (made) => {
      setTyped('');
      await cache.invalidateQueries({ queryKey: query.endpoints.key() });
      toast({
        title: `${made.name} is live`,
        description: `${made.path} gets ${replySummary(made)}`,
        tone: 'good',
      });
      props.onMade(made);
    },
  });
  const problem = typed === '' ? null : problemOf(typed);
  const fault = make.error === null ? problem : readProblem(make.error).message;

  const begin = (): void => {
    if (typed !== '') return;
    void offer();
  };
  const offer = async (): Promise<void> => {
    const start = (await copied()) ?? seen;
    const { current } = field;
    // Nobody's typing is overwritten by what comes late.
    if (start === null || current === null || current.value !== '') return;
    setTyped(start);
    requestAnimationFrame(() => {
      if (current.value === start) current.select();
    });
  };
  return (
    <form
      aria-label="New endpoint"
      className="relative flex min-w-0 items-center gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '' && problem === null && !make.isPending) make.mutate(typed);
      }}
    >
      <TextInput
        ref={field}
        mono
        data-new-endpoint
        aria-label="Path of a new endpoint"
        aria-invalid={fault !== null ? true : undefined}
        aria-describedby={fault === null ? undefined : problemId}
        placeholder={seen ?? '/orders'}
        title="A path; POST /orders 201 says method and status too"
        className="w-40! sm:w-56!"
        value={typed}
        onFocus={begin}
        onValueChange={(text) => {
          make.reset();
          setTyped(text);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') {
            event.stopPropagation();
            setTyped('');
          }
        }}
      />
      <Button
        type="submit"
        variant="primary"
        icon={<Plus size={14} />}
        disabled={typed.trim() === '' || problem !== null || make.isPending}
      >
        Add endpoint
      </Button>
      {fault !== null && (
        <p
          id={problemId}
          role="alert"
          className="absolute top-full right-0 left-0 z-20 mt-1 rounded-md border border-line bg-raised px-2 py-1 text-sm text-bad shadow-popup"
        >
          {fault}
        </p>
      )}
    </form>
  );
}

function problemOf(typed: string): string | null {
  const { path, methods } = readNewEndpoint(typed);
  const [method] = methods;
  return (method === undefined ? null : checkMethod(method)) ?? checkPath(path);
}

/** A path that was copied; null where there is none, or reading would ask for a permission. */
async function copied(): Promise<string | null> {
  try {
    const name = 'clipboard-read' as PermissionName;
    const { state } = await navigator.permissions.query({ name });
    return state === 'granted' ? copiedPath(await navigator.clipboard.readText()) : null;
  } catch {
    // The browser knows no such permission, or the window has not got the focus.
    return null;
  }
}
