import { useState } from 'react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field, NumberInput } from '../ui/field.tsx';
import { formatSecond } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { ForwardChoices } from './forward-choices.tsx';
import { ForwardField } from './forward-field.tsx';
import { standing } from './forward-words.ts';
import { SendLast } from './send-last.tsx';
import {
  type Forwarding,
  useChoose,
  useForwarding,
  useSetForward,
  useStopForward,
} from './use-forward.ts';
import { useListening } from './use-listening.ts';
import { useSince } from './use-since.ts';

/** Where an endpoint's requests go: the field while nowhere, else the server with Change and Off. */
export function ForwardPanel(props: { endpointId: EndpointId; onDone?: () => void }) {
  const forwarding = useForwarding(props.endpointId);
  const [changing, setChanging] = useState(false);
  const choose = useChoose();
  if (forwarding === undefined) return null;
  const done = (): void => {
    setChanging(false);
    props.onDone?.();
  };
  // Between the two ways to forward there is a moment with neither.
  const isOff = forwarding.forward === null && forwarding.rule === null && !choose.isPending;
  return (
    <div className="flex w-full flex-col gap-3 text-left">
      {isOff || changing ? (
        <ForwardField forwarding={forwarding} onDone={done} />
      ) : (
        <Present forwarding={forwarding} choose={choose} onChange={() => setChanging(true)} />
      )}
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

function Present(props: {
  forwarding: Forwarding;
  choose: ReturnType<typeof useChoose>;
  onChange: () => void;
}) {
  const { forwarding, choose } = props;
  const { endpoint, forward, rule, destination } = forwarding;
  const stop = useStopForward();
  const isBusy = choose.isPending || stop.isPending;
  const error = choose.error ?? stop.error;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <span className="wire min-w-0 truncate">
          → {destination?.name ?? 'a deleted destination'}
        </span>
        {destination !== undefined && <Standing forwarding={forwarding} />}
        <span className="flex-1" />
        <Button size="sm" onClick={props.onChange}>
          Change
        </Button>
        <Button size="sm" disabled={isBusy} onClick={() => stop.mutate(forwarding)}>
          Off
        </Button>
      </div>
      {destination !== undefined && (
        <ForwardChoices
          choices={
            choose.isPending
              ? choose.variables.choices
              : {
                  gets: rule === null ? 'answer' : 'reply',
                  onFailure: forward?.onFailure ?? 'queue',
                }
          }
          status={endpoint.reply.status}
          disabled={isBusy}
          onChange={(choices) => choose.mutate({ forwarding, choices })}
        />
      )}
      {forward !== null && <Deadline key={endpoint.id} forwarding={forwarding} />}
      {error !== null && <Problem error={error} />}
      {destination !== undefined && (
        <SendLast
          endpointId={endpoint.id}
          destination={destination}
          appendPath={(forward ?? rule)?.appendPath ?? false}
        />
      )}
    </>
  );
}

function Standing({ forwarding: { destination } }: { forwarding: Forwarding }) {
  const listening = useListening(destination?.url);
  const stands = destination === undefined ? null : standing(destination, listening);
  // Until somebody looked, nothing is known that could change.
  const since = useSince(listening === null ? '' : (stands?.word ?? ''));
  if (stands === null) return null;
  return (
    <span className="flex items-center gap-1.5">
      <Badge tone={stands.tone}>
        <span aria-hidden>●</span> {stands.word}
      </Badge>
      {since !== null && <span className="text-sm text-muted">since {formatSecond(since)}</span>}
    </span>
  );
}

const inDeadline = (ms: number): boolean => ms >= 500 && ms <= 120_000;

/** How long the sender is kept waiting; kept when the field is left. */
function Deadline({ forwarding: { endpoint, forward } }: { forwarding: Forwarding }) {
  const set = useSetForward();
  const [seconds, setSeconds] = useState<number | null>((forward?.deadlineMs ?? 0) / 1000);
  if (forward === null) return null;
  const ms = Math.round((seconds ?? 0) * 1000);
  const save = (): void => {
    if (inDeadline(ms) && ms !== forward.deadlineMs) {
      set.mutate({ endpoint, forward: { ...forward, deadlineMs: ms } });
    }
  };
  return (
    <>
      <Field
        label="Wait for its answer"
        error={inDeadline(ms) ? undefined : 'From 0.5 to 120 seconds.'}
      >
        <NumberInput
          suffix="seconds"
          className="!w-20"
          value={seconds}
          onValueChange={setSeconds}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save();
          }}
        />
      </Field>
      {set.error !== null && <Problem error={set.error} />}
    </>
  );
}
