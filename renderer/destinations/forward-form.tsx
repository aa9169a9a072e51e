import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { Forward, ForwardInput } from '../../preload/contract/deliveries/forwards.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { TransformFields } from './transform-fields.tsx';

/** Adds a forward, or changes one. */
export function ForwardForm(props: {
  forward: Forward | null;
  destinations: readonly Destination[];
  onClose: () => void;
}) {
  const cache = useQueryClient();
  const [draft, setDraft] = useState<ForwardInput>(() =>
    draftOf(props.forward, props.destinations),
  );
  const save = useMutation({
    mutationFn: () =>
      api.destinations.saveForward({
        ...draft,
        ...(props.forward !== null && { id: props.forward.id }),
      }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: query.destinations.key() });
      props.onClose();
    },
  });
  const fault = save.error === null ? null : readProblem(save.error);
  const at = (field: string): string | undefined =>
    fault?.field === field ? fault.message : undefined;
  const change = (some: Partial<ForwardInput>): void => {
    save.reset();
    setDraft((before) => ({ ...before, ...some }));
  };
  const misses = draft.body === 'transformed' && draft.transform === null;
  const ready = draft.name.trim() !== '' && !misses;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.forward === null ? 'New forward' : `Edit ${props.forward.name}`}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!ready || save.isPending}
            onClick={() => save.mutate()}
          >
            {props.forward === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) save.mutate();
        }}
      >
        <Field label="Name" error={at('name')}>
          <TextInput
            value={draft.name}
            onValueChange={(name) => change({ name })}
            maxLength={80}
            placeholder="Orders to staging"
          />
        </Field>
        <Which draft={draft} at={at} onChange={change} />
        <Field label="Destination" error={at('destinationId')}>
          <Select
            value={draft.destinationId}
            onValueChange={(destinationId) => change({ destinationId })}
            options={props.destinations.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
        <TransformFields
          draft={draft}
          problem={at('transform') ?? at('transform.function')}
          onChange={change}
        />
        <Field
          label="Signature"
          error={at('signature')}
          help="Keep: verify with the provider's secret. Sign: with the destination's."
        >
          <Select
            value={draft.signature}
            onValueChange={(signature) => change({ signature })}
            options={[
              { value: 'sign', label: 'Sign as the destination does' },
              { value: 'keep', label: 'Keep the captured headers' },
            ]}
          />
        </Field>
        <Field label="Captures that are not verified">
          <Select
            value={draft.unverified}
            onValueChange={(unverified) => change({ unverified })}
            options={[
              { value: 'keep', label: 'Forward them unchanged; the receiver refuses them' },
              { value: 'drop', label: 'Do not forward them' },
            ]}
          />
        </Field>
        <Checkbox
          label="Append the captured path and query to the URL"
          checked={draft.appendPath}
          onCheckedChange={(appendPath) => change({ appendPath })}
        />
        {fault !== null && <Problem error={save.error} />}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden />
      </form>
    </Dialog>
  );
}

function draftOf(forward: Forward | null, destinations: readonly Destination[]): ForwardInput {
  if (forward !== null) {
    const { id: _id, sent: _sent, problem: _problem, ...input } = forward;
    return input;
  }
  const [first] = destinations;
  return {
    name: '',
    destinationId: first?.id ?? ('' as Destination['id']),
    enabled: true,
    endpointId: null,
    search: '',
    body: 'exact',
    transform: null,
    signature: 'sign',
    unverified: 'keep',
    appendPath: false,
  };
}

function Which(props: {
  draft: ForwardInput;
  at: (field: string) => string | undefined;
  onChange: (some: Partial<ForwardInput>) => void;
}) {
  const { draft, at, onChange } = props;
  const endpoints = useQuery(query.endpoints.list.queryOptions());
  const list = endpoints.data ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="From endpoint" error={at('endpointId')}>
        <Select
          value={draft.endpointId ?? ''}
          onValueChange={(id) =>
            onChange({ endpointId: list.find((one) => one.id === id)?.id ?? null })
          }
          options={[
            { value: '', label: 'Any endpoint' },
            ...list.map(({ id, name }) => ({ value: id as string, label: name })),
          ]}
        />
      </Field>
      <Field label="Only if it matches" error={at('search')} help="Empty: all captures.">
        <TextInput
          mono
          value={draft.search}
          onValueChange={(search) => onChange({ search })}
          placeholder="method:post body.type:order"
        />
      </Field>
    </div>
  );
}
