import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TeamFollow, TeamNode, TeamState } from '../../preload/contract/team.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { Checkbox, Field, Switch, TextInput } from '../ui/field.tsx';
import { sayNot } from '../ui/say-not.ts';
import { Section } from '../ui/section.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { NodeWords } from './node-words.tsx';

const take = (follows: TeamFollow[]): void => {
  queryClient.setQueryData(query.team.follows.queryKey(), follows);
};

/** A relay is followed by itself, and named here once something about it is chosen. */
const presentOf = ({ id }: TeamNode): TeamFollow =>
  queryClient.getQueryData(query.team.follows.queryKey())?.find(({ node }) => node === id) ?? {
    node: id,
    endpoints: [],
    onArrival: 'keep',
  };

/** Whose captures come here by themselves. */
export function FollowList({ state }: { state: TeamState }) {
  const follows = useQuery(query.team.follows.queryOptions()).data;
  const others = state.nodes.filter(({ own }) => !own);
  return (
    <Section
      title="Follow"
      help="The captures of everyone you follow come here by themselves, earlier ones included. Functions and integrations do not run for them."
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
  const save = useMutation({
    // One after the other, each on what the one before it left: nothing has to be off meanwhile.
    scope: { id: `follow ${node.id}` },
    mutationFn: (change: Partial<TeamFollow> | null) =>
      change === null
        ? api.team.removeFollow({ node: node.id })
        : api.team.saveFollow({ ...presentOf(node), ...change }),
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
          onCheckedChange={(on) => save.mutate(on ? { endpoints: [] } : null)}
        />
      )}
      {node.goneUntil !== null && (
        <p className="w-full text-sm text-muted">
          Captures up to <Moment at={node.goneUntil} /> are gone from the team
          {node.missed ? ', some before this Backstitch had read them.' : '.'}
        </p>
      )}
      {follow !== undefined && (
        <Endpoints
          of={node.name}
          endpoints={follow.endpoints ?? []}
          onSave={(endpoints) => save.mutate({ endpoints })}
        />
      )}
      {(byItself || follow !== undefined) && (
        <Checkbox
          className="w-full"
          label={`Send on what ${node.name} receives`}
          help="What arrives there from now on goes through your forwards, to receivers on this computer and nowhere else."
          checked={follow?.onArrival === 'forward'}
          onCheckedChange={(on) => save.mutate({ onArrival: on ? 'forward' : 'keep' })}
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
  const [shown, setShown] = useState(was);
  // Saved, here or elsewhere: the field goes on with that, and keeps the focus.
  if (shown !== was) {
    setShown(was);
    setTyped(was);
  }
  const save = (): void => {
    const next = typed.split(',').flatMap((name) => name.trim() || []);
    if (next.join(', ') !== was) props.onSave(next);
  };
  return (
    <Field
      label={`Endpoints of ${props.of}`}
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
