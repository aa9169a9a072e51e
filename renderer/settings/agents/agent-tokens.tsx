import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AgentToken } from '../../../preload/contract/interchange/mcp.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Checkbox, Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Section } from '../../ui/section.tsx';
import { Moment } from '../../ui/time/moment.tsx';
import { toast } from '../../ui/toast.tsx';

type Made = AgentToken & { token: string };

/** Lasting tokens for agents that connect over HTTP: made here, shown once, revoked here. */
export function AgentTokens({ canMake }: { canMake: boolean }) {
  const found = useQuery(query.mcp.tokens.queryOptions());
  const [made, setMade] = useState<Made | null>(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.mcp.tokens.key() });
  const revoke = useMutation({
    mutationFn: ({ id }: AgentToken) => api.mcp.revokeToken({ id }),
    onSuccess: (_, { id, name }) => {
      setMade((shown) => (shown?.id === id ? null : shown));
      toast({ title: `Revoked the token “${name}”` });
    },
    onError: sayNot('Not revoked'),
    onSettled: refresh,
  });
  const tokens = found.data ?? [];
  // The desktop app opens no port for agents: there is only something to take back.
  if (!canMake && tokens.length === 0 && !found.error) return null;
  return (
    <Section
      title="Tokens"
      help="A token opens the door for agents and nothing else. It lasts until you revoke it."
    >
      {found.error && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {tokens.length > 0 && (
        <ul
          aria-label="Tokens of agents"
          className="divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {tokens.map((token) => (
            <li
              key={token.id}
              className="flex min-h-10 flex-wrap items-center gap-x-2 py-1 pr-1 pl-3"
            >
              <span className="min-w-0 flex-1 truncate" title={token.name}>
                {token.name}
              </span>
              <Badge tone={token.mayChange ? 'warn' : 'neutral'}>
                {token.mayChange ? 'may change' : 'reads'}
              </Badge>
              <span className="text-sm text-muted">
                {token.lastUsedAt === null ? (
                  'Never used'
                ) : (
                  <>
                    Last used <Moment at={token.lastUsedAt} />
                  </>
                )}
              </span>
              <Button
                size="sm"
                variant="ghost"
                disabled={revoke.isPending}
                aria-label={`Revoke ${token.name}`}
                onClick={() => revoke.mutate(token)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      {made !== null && <ShownOnce made={made} />}
      {canMake && (
        <NewToken
          onMade={(one) => {
            setMade(one);
            void refresh();
          }}
        />
      )}
    </Section>
  );
}

function ShownOnce({ made }: { made: Made }) {
  return (
    <div role="status" className="flex flex-col gap-1 rounded-lg border border-line bg-surface p-3">
      <div className="flex items-center gap-2">
        <code className="wire min-w-0 flex-1 truncate select-all">{made.token}</code>
        <CopyButton label="Copy the token" getText={() => made.token} />
      </div>
      <p className="text-sm text-muted">
        The token of “{made.name}”. Copy it now: it is not shown again.
      </p>
    </div>
  );
}

function NewToken({ onMade }: { onMade: (made: Made) => void }) {
  const [name, setName] = useState('');
  const [mayChange, setMayChange] = useState(false);
  const create = useMutation({
    mutationFn: () => api.mcp.createToken({ name: name.trim(), mayChange }),
    onSuccess: (made) => {
      setName('');
      setMayChange(false);
      onMade(made);
    },
  });
  const problem = create.error === null ? undefined : readProblem(create.error);
  return (
    <form
      className="flex flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') create.mutate();
      }}
    >
      <Field
        label="Name of a new token"
        error={problem && [problem.message, problem.hint].filter(Boolean).join(' ')}
        className="flex w-full max-w-80 flex-col gap-1"
      >
        <TextInput
          value={name}
          placeholder="Claude on my laptop"
          maxLength={80}
          onValueChange={(next) => {
            setName(next);
            create.reset();
          }}
        />
      </Field>
      <Checkbox
        label="Its agent may change things"
        help="Only while “Agents may change things” is on."
        checked={mayChange}
        onCheckedChange={setMayChange}
      />
      <Button type="submit" disabled={name.trim() === '' || create.isPending}>
        Make a token
      </Button>
    </form>
  );
}
