import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TeamFollow, TeamNode, TeamState } from '../../preload/contract/team.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { Checkbox, Field, Switch, TextInput } from '../ui/field.tsx';
import { sayNot } from '../ui/say-not.ts';
import { Section } from '../ui/section.tsx';
import { NodeWords } from './node-words.tsx';

const take = (follows: TeamFollow[]): void => {
  queryClient.setQueryData(query.team.follows.queryKey(), follows);
};

/** Whose captures come here by themselves. */
export function FollowList({ state }: { state: TeamState }) {
  const follows = useQuery(query.team.follows.queryOptions()).data;
  const others = state.nodes.filter(({ own }) => !own);
  return (
    <Section
      title="Follow"
      help="Captures of whom you follow come here by themselves, those from before too. Functions and integrations do not run for them."
    >
      {others.length === 0 || follows === undefined ? (
        <p className="text-muted">Nobody else has been in this team yet.</p>
      ) : (
        <ul
          aria-label="Nodes of the team"
          className="divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {others.map((node) => (
            <Row
              key={node.id}
              node={node}
              follow={follows.find((one) => one.node === node.id)}
              byItself={node.kind === 'relay' && state.node?.followRelays === true}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Row(props: { node: TeamNode; follow: TeamFollow | undefined; byItself: boolean }) {
  const { node, follow, byItself } = props;
  // A relay is followed by itself, and named here once something about it is chosen.
  const chosen: TeamFollow = follow ?? { node: node.id, endpoints: [], onArrival: 'keep' };
  const save = useMutation({
    mutationFn: (next: TeamFollow | null) =>
      next === null ? api.team.removeFollow({ node: node.id }) : api.team.saveFollow(next),
    onSuccess: take,
    onError: sayNot('Not changed'),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <span className="min-w-0 flex-1">
        <NodeWords node={node} />
      </span>
      {byItself && follow === undefined ? (
        <span className="text-sm text-muted">followed as a relay</span>
      ) : (
        <Switch
          label={`Follow ${node.name}`}
          hideLabel
          checked={follow !== undefined}
          disabled={save.isPending}
          onCheckedChange={(on) => save.mutate(on ? { ...chosen, endpoints: [] } : null)}
        />
      )}
      {follow !== undefined && (
        <Endpoints
          key={follow.endpoints?.join()}
          of={node.name}
          endpoints={follow.endpoints ?? []}
          onSave={(endpoints) => save.mutate({ ...chosen, endpoints })}
        />
      )}
      {(byItself || follow !== undefined) && (
        <Checkbox
          className="w-full"
          label={`Send on what ${node.name} receives`}
          help="What arrives there from now on goes through your forwards, to receivers on this computer and nowhere else."
          checked={chosen.onArrival === 'forward'}
          disabled={save.isPending}
          onCheckedChange={(on) => save.mutate({ ...chosen, onArrival: on ? 'forward' : 'keep' })}
        />
      )}
    </li>
  );
}

function Endpoints(props: {
  of: string;
  endpoints: readonly string[];
  onSave: (endpoints: string[]) => void;
}) {
  const was = props.endpoints.join(', ');
  const [typed, setTyped] = useState(was);
  const save = (): void => {
    const next = typed.split(',').flatMap((name) => name.trim() || []);
    if (next.join(', ') !== was) props.onSave(next);
  };
  return (
    <Field
      label={`Endpoints of ${props.of}`}
      hideLabel
      className="flex w-full flex-col gap-1"
      help="Only endpoints of these names, separated by commas. Empty: all."
    >
      <TextInput
        value={typed}
        placeholder="All endpoints"
        onValueChange={setTyped}
        onBlur={save}
        onKeyDown={({ key }) => key === 'Enter' && save()}
      />
    </Field>
  );
}
