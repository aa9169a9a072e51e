import { useState } from 'react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field, Select } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { ForwardField } from './forward-field.tsx';
import { ON_FAILURE, standing } from './forward-words.ts';
import { type Forwarding, useChangeForward, useForwarding } from './use-forward.ts';

/** Where an endpoint's requests go: the field while nowhere, else the server with Change and Off. */
export function ForwardPanel(props: { endpointId: EndpointId; onDone?: () => void }) {
  const forwarding = useForwarding(props.endpointId);
  const [changing, setChanging] = useState(false);
  if (forwarding === undefined) return null;
  const done = (): void => {
    setChanging(false);
    props.onDone?.();
  };
  if (forwarding.forward === null || changing) {
    const start = forwarding.destination?.name;
    return (
      <ForwardField
        endpointId={props.endpointId}
        onDone={done}
        {...(start !== undefined && { start })}
      />
    );
  }
  return <Present forwarding={forwarding} onChange={() => setChanging(true)} />;
}

function Present(props: { forwarding: Forwarding; onChange: () => void }) {
  const { endpoint, forward, destination } = props.forwarding;
  const change = useChangeForward();
  if (forward === null) return null;
  const stands = destination === undefined ? null : standing(destination);
  return (
    <div className="flex w-full flex-col gap-3 text-left">
      <div className="flex flex-wrap items-center gap-2">
        <span className="wire min-w-0 truncate">
          → {destination?.name ?? 'a deleted destination'}
        </span>
        {stands !== null && <Badge tone={stands.tone}>{stands.word}</Badge>}
        <span className="flex-1" />
        <Button size="sm" onClick={props.onChange}>
          Change
        </Button>
        <Button
          size="sm"
          disabled={change.isPending}
          onClick={() => change.mutate({ endpoint, forward: null })}
        >
          Stop forwarding
        </Button>
      </div>
      <Field label="If your server does not answer">
        <Select
          options={ON_FAILURE}
          value={forward.onFailure}
          onValueChange={(onFailure) =>
            change.mutate({ endpoint, forward: { ...forward, onFailure } })
          }
        />
      </Field>
      {change.error !== null && <Problem error={change.error} />}
      <p className="text-sm text-muted">
        Searches, transforms and several destinations:{' '}
        <a
          className="text-accent-ink underline"
          href={formatRoute({ page: 'deliveries', part: 'forwards', id: null })}
        >
          more rules
        </a>
      </p>
    </div>
  );
}
