import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import { timeoutOfSchedule } from '../../../preload/rules/schedule-timeout.ts';
import { api, query } from '../../api/client.ts';
import { DraftBar } from '../../drafts/draft-bar.tsx';
import { jsonWords } from '../../drafts/json-words.ts';
import { revisionOf } from '../../drafts/revision-of.ts';
import { useDraft } from '../../drafts/use-draft.ts';
import { useProviders } from '../../senders/use-senders.ts';
import { navigate } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, NumberInput, Select, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { DestinationExtras } from './destination-extras.tsx';
import {
  type DestinationDraft,
  draftOf,
  readDestination,
  withAuthorizationOf,
  withoutAuthorization,
  type DestinationFields,
} from './destination-draft.ts';
import { span } from '../../ui/time/moments.ts';
import { SCHEDULES } from '../destination-words.ts';
import { RuleFields } from './rule-fields.tsx';
import { TrustFields } from './trust-fields.tsx';

const DESTINATION_WORDS = jsonWords<DestinationDraft>(withoutAuthorization, withAuthorizationOf);

/** Adds a destination, or changes one. */
export function DestinationForm(props: { destination: Destination | null; onClose: () => void }) {
  const { destination } = props;
  const [saved] = useState(() => draftOf(destination));
  const kept = useDraft<DestinationDraft>({
    key: `destination:${destination?.id ?? 'new'}`,
    kind: 'destination',
    base: destination === null ? null : revisionOf(withoutAuthorization(saved)),
    saved,
    pack: withoutAuthorization,
    unpack: withAuthorizationOf,
  });
  const { value: draft } = kept;
  const [tried, setTried] = useState(false);
  const save = useSave(destination, () => {
    kept.discard();
    props.onClose();
  });
  const read = readDestination(draft);
  const fault = save.error === null ? null : readProblem(save.error);
  const problems = new Map(tried ? read.problems : []);
  if (fault?.field !== undefined) {
    problems.set(fault.field, [fault.message, fault.hint].filter(Boolean).join(' '));
  }
  const change = (some: Partial<DestinationDraft>): void => {
    save.reset();
    kept.update((before) => ({ ...before, ...some }));
  };
  const submit = (): void => {
    setTried(true);
    if (read.input !== null) save.mutate(read.input);
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={destination === null ? 'New destination' : `Edit ${destination.name}`}
      footer={
        <>
          <Button onClick={props.onClose}>Close</Button>
          <Button variant="primary" disabled={save.isPending} onClick={submit}>
            {destination === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <DraftBar draft={kept} words={DESTINATION_WORDS} />
        <Essentials draft={draft} problems={problems} onChange={change} />
        <RuleFields draft={draft} problems={problems} onChange={change} />
        {/^https:/i.test(draft.url.trim()) && (
          <TrustFields draft={draft} problems={problems} onChange={change} />
        )}
        <DestinationExtras
          draft={draft}
          problems={problems}
          onChange={change}
          hasAuthorization={destination?.hasAuthorization ?? false}
        />
        {fault !== null && fault.field === undefined && <Problem error={save.error} />}
        {/* Enter in a field sends the form: it needs a button of its own for that. */}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden />
      </form>
    </Dialog>
  );
}

function useSave(destination: Destination | null, onSaved: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: DestinationInput) =>
      destination === null
        ? api.destinations.create(input)
        : api.destinations.update({ ...input, id: destination.id }),
    onSuccess: async (saved) => {
      await cache.invalidateQueries({ queryKey: query.destinations.key() });
      onSaved();
      navigate({ page: 'deliveries', part: 'destinations', id: saved.id });
    },
  });
}

function Essentials({ draft, problems, onChange }: DestinationFields) {
  const played = useProviders().filter(({ canBePlayed }) => canBePlayed);
  const signings = [
    { value: 'standard', label: 'Standard Webhooks' },
    { value: 'none', label: 'None' },
    ...played
      .filter(({ id }) => id !== 'standard-webhooks')
      .map(({ id, label }) => ({ value: id, label: `As ${label} signs` }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  ];
  return (
    <>
      <Field label="Name" error={problems.get('name')}>
        <TextInput
          value={draft.name}
          onValueChange={(name) => onChange({ name })}
          maxLength={80}
          placeholder="My shop, staging"
        />
      </Field>
      <Field
        label="URL"
        error={problems.get('url')}
        help="https, or http on this computer. Tokens in it are hidden."
      >
        <TextInput
          mono
          inputMode="url"
          value={draft.url}
          onValueChange={(url) => onChange({ url })}
          placeholder="http://127.0.0.1:3000/webhooks"
        />
      </Field>
      <Field
        label="Event types"
        error={problems.get('events')}
        help="Separate with commas. order.* matches a prefix. Empty: all."
      >
        <TextInput
          mono
          value={draft.events}
          onValueChange={(events) => onChange({ events })}
          placeholder="order.*, refund.created"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Signing" error={problems.get('signing')}>
          <Select
            value={draft.signing}
            onValueChange={(signing) => onChange({ signing })}
            options={signings}
          />
        </Field>
        <Field
          label="Timeout"
          error={problems.get('timeoutMs')}
          help={`Empty: the default of the retries, ${span(timeoutOfSchedule(draft.schedule))}.`}
        >
          <NumberInput
            suffix="seconds"
            value={draft.timeout}
            onValueChange={(timeout) => onChange({ timeout })}
          />
        </Field>
      </div>
      <Field
        label="Retries"
        error={draft.schedule === 'custom' ? null : problems.get('schedule')}
        help="Retries until a 2xx, for up to 48 hours."
      >
        <Select
          value={draft.schedule}
          onValueChange={(schedule) => onChange({ schedule })}
          options={SCHEDULES}
        />
      </Field>
      {draft.schedule === 'custom' && (
        <Field label="Gaps" error={problems.get('schedule')} help="Seconds before attempts 2, 3, …">
          <TextInput mono value={draft.gaps} onValueChange={(gaps) => onChange({ gaps })} />
        </Field>
      )}
    </>
  );
}
