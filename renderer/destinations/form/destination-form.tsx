import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import { timeoutOfSchedule } from '../../../preload/rules/schedule-timeout.ts';
import { api, query } from '../../api/client.ts';
import { DraftBar } from '../../drafts/draft-bar.tsx';
import { jsonWords } from '../../drafts/json-words.ts';
import { revisionOf } from '../../drafts/revision-of.ts';
import { useDraft } from '../../drafts/use-draft.ts';
import { useProviders } from '../../senders/use-senders.ts';
import { navigate, placeNow } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProviderSelect } from '../../senders/provider-select.tsx';
import { Field, NumberInput, Switch, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import { DestinationExtras } from './destination-extras.tsx';
import {
  type DestinationDraft,
  draftOf,
  readDestination,
  withAuthorizationOf,
  withoutAuthorization,
  type DestinationFields,
} from './destination-draft.ts';
import { speaksTls } from './engine-draft.ts';
import { restSentence } from './rest-sentence.ts';
import { ScheduleField } from './schedule-field.tsx';
import { TryOut, useTryOut } from './try-out.tsx';
import { span } from '../../ui/time/moments.ts';
import { RuleFields } from './rule-fields.tsx';
import { TrustFields } from './trust-fields.tsx';
import { Essentials } from './essentials.tsx';

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
  const [isShared, setShared] = useState(destination?.shared != null);
  const save = useSave(destination, isShared, kept.discard, props.onClose);
  const trying = useTryOut(destination);
  const read = readDestination(draft);
  const refused = save.error ?? trying.error;
  const fault = refused === null ? null : readProblem(refused);
  const problems = new Map(tried ? read.problems : []);
  if (fault?.field !== undefined) {
    problems.set(fault.field, [fault.message, fault.hint].filter(Boolean).join(' '));
  }
  const change = (some: Partial<DestinationDraft>): void => {
    save.reset();
    // What was answered says nothing of another URL.
    if (some.url !== undefined || some.kind !== undefined) trying.reset();
    kept.update((before) => ({ ...before, ...some }));
  };
  const submit = (): void => {
    setTried(true);
    if (read.input !== null) save.mutate(read.input);
  };
  if (!kept.isRead) return null;
  return (
    <Dialog
      open
      onClose={props.onClose}
      size="lg"
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
        <div className="grid items-start gap-4 md:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-4">
            <Essentials
              draft={draft}
              problems={problems}
              onChange={change}
              hasCredentials={destination?.hasCredentials ?? false}
            />
          </div>
          <TryOut
            draft={draft}
            destination={destination}
            trying={trying}
            onMistake={() => setTried(true)}
          />
        </div>
        <Rest draft={draft} problems={problems} onChange={change} destination={destination} />
        {draft.kind === 'http' && (
          <SharedSwitch destination={destination} checked={isShared} onCheckedChange={setShared} />
        )}
        {save.error !== null && fault?.field === undefined && <Problem error={save.error} />}
        {/* Enter in a field sends the form: it needs a button of its own for that. */}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden />
      </form>
    </Dialog>
  );
}

/** Only where there is a team. */
function SharedSwitch(props: {
  destination: Destination | null;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
}) {
  const { checked, destination } = props;
  const team = useQuery(query.team.get.queryOptions());
  if (!checked && (team.data?.url ?? null) === null) return null;
  const ends = destination?.shared != null && !checked;
  return (
    <Switch
      label="Shared with the team"
      help={
        ends
          ? 'It ends for the whole team, and what waits is canceled.'
          : 'Every computer that has its secret sends for it, also what another one accepted. Messages lie in the team’s database; secrets stay here.'
      }
      checked={checked}
      onCheckedChange={props.onCheckedChange}
    />
  );
}

function useSave(
  destination: Destination | null,
  isShared: boolean,
  onSaved: () => void,
  onClose: () => void,
) {
  const cache = useQueryClient();
  return useMutation({
    async mutationFn(input: DestinationInput) {
      const saved =
        destination === null
          ? await api.destinations.create(input)
          : await api.destinations.update({ ...input, id: destination.id });
      if (isShared === (saved.shared !== null)) return saved;
      // It is saved whatever becomes of this: the page of the destination shows how it stands.
      return api.team
        .share({ id: saved.id, shared: isShared })
        .catch((error: unknown) => (sayNot('Saved, but sharing was not changed')(error), saved));
    },
    onMutate: placeNow,
    onSuccess: async (saved, _input, isStillThere) => {
      onSaved();
      await cache.invalidateQueries({ queryKey: query.destinations.key() });
      if (!isStillThere()) return;
      onClose();
      navigate({ page: 'deliveries', part: 'destinations', id: saved.id });
    },
  });
}

/** Everything that has a default that fits most, folded behind what it comes to. */
function Rest(props: DestinationFields & { destination: Destination | null }) {
  const { draft, problems, onChange, destination } = props;
  const providers = useProviders();
  const [open, setOpen] = useState(destination !== null);
  const isWrong = [...problems.keys()].some(
    (field) => !/^(?:url|name|kind|credentials|engine\..*)$/.test(field),
  );
  const label = providers.find(({ id }) => id === draft.signing)?.label;
  const sentence = restSentence(draft, label);
  return (
    <details
      className="rounded-md border border-line"
      open={open || isWrong}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="px-3 py-2">{sentence}</summary>
      <div className="flex flex-col gap-4 border-t border-line p-3">
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
            <ProviderSelect
              value={draft.signing}
              onValueChange={(signing) => onChange({ signing })}
              first={SIGNINGS}
              among={({ id, canBePlayed }) =>
                draft.kind === 'http' && canBePlayed && id !== 'standard-webhooks'
              }
              withCustom={false}
              only
            />
          </Field>
          <Field
            label="Timeout"
            error={problems.get('timeoutMs')}
            help={`Empty: ${draft.kind === 'http' ? `the default of the retries, ${span(timeoutOfSchedule(draft.schedule))}` : '10 s'}.`}
          >
            <NumberInput
              suffix="seconds"
              value={draft.timeout}
              onValueChange={(timeout) => onChange({ timeout })}
            />
          </Field>
        </div>
        <ScheduleField draft={draft} problems={problems} onChange={onChange} />
        <RuleFields draft={draft} problems={problems} onChange={onChange} />
        {speaksTls(draft.url) && (
          <TrustFields draft={draft} problems={problems} onChange={onChange} />
        )}
        <DestinationExtras
          draft={draft}
          problems={problems}
          onChange={onChange}
          hasAuthorization={destination?.hasAuthorization ?? false}
        />
      </div>
    </details>
  );
}

const SIGNINGS = {
  label: 'Without a provider',
  options: [
    { value: 'standard', label: 'Standard Webhooks', detail: 'webhook-signature' },
    { value: 'none', label: 'None', detail: 'not signed' },
  ],
};
