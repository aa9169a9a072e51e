import { useQuery } from '@tanstack/react-query';
import type { DestinationId } from '../../preload/contract/deliveries.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, NumberInput, Select, TextInput } from '../ui/field.tsx';
import { STATES } from './delivery-words.ts';
import { DEAD, type FilterDraft, NO_FILTER } from './filter.ts';

const PERIODS = [
  { value: 'all', label: 'Any time' },
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last 24 hours' },
  { value: '168', label: 'Last 7 days' },
] as const;

const HOUR_MS = 3_600_000;

/** Which deliveries are shown. */
export function FilterBar(props: {
  part: 'queue' | 'dead';
  draft: FilterDraft;
  onChange: (some: Partial<FilterDraft>) => void;
}) {
  const { draft, onChange } = props;
  const destinations = useQuery(query.destinations.list.queryOptions());
  const states = props.part === 'dead' ? DEAD : STATES;
  const isSet = JSON.stringify(draft) !== JSON.stringify(NO_FILTER);
  return (
    <search aria-label="Filter deliveries" className="contents">
      <Field label="State" hideLabel className="w-36">
        <Select
          value={draft.state}
          onValueChange={(state) => onChange({ state })}
          options={[
            { value: 'all', label: props.part === 'dead' ? 'Given up' : 'Any state' },
            ...states.map((state) => ({ value: state, label: state })),
          ]}
        />
      </Field>
      <Field label="Destination" hideLabel className="w-44">
        <Select
          value={draft.destinationId}
          onValueChange={(id) => onChange({ destinationId: id })}
          options={[
            { value: '', label: 'Any destination' },
            ...(destinations.data ?? []).map(({ id, name }) => ({
              value: id as DestinationId | '',
              label: name,
            })),
          ]}
        />
      </Field>
      <Field label="Created" hideLabel className="w-36">
        <Select
          value={draft.hours}
          onValueChange={(hours) => {
            const since = hours === 'all' ? null : Date.now() - Number(hours) * HOUR_MS;
            onChange({ hours, since });
          }}
          options={PERIODS}
        />
      </Field>
      <Field label="Text" hideLabel className="w-36">
        <TextInput
          value={draft.text}
          onValueChange={(text) => onChange({ text })}
          placeholder="Event, id, reason"
        />
      </Field>
      <Field label="Last status" hideLabel className="w-24">
        <NumberInput
          value={draft.status}
          onValueChange={(status) => onChange({ status })}
          placeholder="Status"
        />
      </Field>
      {isSet && (
        <Button variant="ghost" onClick={() => onChange(NO_FILTER)}>
          Clear
        </Button>
      )}
    </search>
  );
}
