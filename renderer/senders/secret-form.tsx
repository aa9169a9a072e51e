import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SecretOwner } from '../../preload/contract/signatures/secrets.ts';
import { query } from '../api/client.ts';
import { useSecretRest } from '../api/secret-rest.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, Field, TextArea, TextInput } from '../ui/field.tsx';
import { formatSecond } from '../ui/format.ts';
import { readProblem } from '../ui/read-problem.ts';
import { HoldToReveal } from './hold-to-reveal.tsx';
import { keepSecret, sayKept } from './keep-secret.ts';
import { labelFor, tidySecret } from './secret-words.ts';
import { TrialWords } from './trial-words.tsx';
import { useSecretTrial } from './use-secret-trial.ts';

/** Adds a secret: tried on a capture before it is kept. What is wrong with it is said below it. */
export function SecretForm(props: {
  owner: SecretOwner;
  /** How the sender is called. */
  sender: string;
  /** What is asked for, in the provider's words. */
  asked: string;
  /** In which forms a public key is taken; empty for shared secrets. */
  keyForms?: readonly string[];
}) {
  const { owner, sender, keyForms = [] } = props;
  const tried = useUnverified(owner);
  const { value, setValue, state } = useSecretTrial(tried?.id ?? null);
  const [ownLabel, setOwnLabel] = useState<string | null>(null);
  const [everywhere, setEverywhere] = useState(false);
  const [said, setSaid] = useState('');
  const [isShown, setShown] = useState(false);
  const rest = useSecretRest();
  const cache = useQueryClient();
  const keep = useMutation({
    mutationFn: () =>
      keepSecret(
        {
          value,
          form: state.kind === 'fits' ? state.form : 'typed',
          label: (ownLabel ?? labelFor(value)).trim(),
        },
        everywhere ? { ...owner, endpointId: null } : owner,
        tried?.id ?? null,
      ),
    onSuccess: async (kept) => {
      sayKept(kept, sender);
      setValue('');
      setOwnLabel(null);
      setSaid('');
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.signatures.key() }),
        cache.invalidateQueries({ queryKey: query.endpoints.facts.key() }),
        cache.invalidateQueries({ queryKey: query.captures.list.key() }),
      ]);
    },
  });
  const fault = keep.error === null ? null : readProblem(keep.error);
  const forms = keyForms.length > 0 ? `Enter the key as ${keyForms.join(', ')}.` : '';
  // Keys come in several lines, which a field of one line would join.
  const isKey = keyForms.length > 0;
  const Input = isKey ? TextArea : TextInput;
  const type = (text: string): void => {
    keep.reset();
    setSaid('');
    setValue(text);
  };
  return (
    <form
      aria-label="Add a secret"
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '' && state.kind !== 'trying' && !keep.isPending) keep.mutate();
      }}
    >
      <Field
        label={capitalized(props.asked)}
        help={[forms, rest].filter(Boolean).join(' ') || undefined}
        error={fault === null ? null : `${fault.message} ${fault.hint ?? ''}`}
      >
        {(aria) => (
          <span className="flex items-start gap-1">
            <Input
              {...aria}
              mono
              value={value}
              className={isShown || isKey ? '' : '[-webkit-text-security:disc]'}
              onValueChange={type}
              onPaste={(event) => {
                const tidy = tidySecret(event.clipboardData.getData('text'));
                if (tidy.said === '' || value !== '') return;
                event.preventDefault();
                type(tidy.value);
                setSaid(tidy.said);
              }}
            />
            {!isKey && <HoldToReveal what="what is typed" onShow={setShown} />}
          </span>
        )}
      </Field>
      <output className="flex min-h-5 flex-wrap gap-x-2 text-sm">
        {said !== '' && <span className="text-muted">{said}</span>}
        <TrialWords state={state} />
        {tried !== undefined && value !== '' && (
          <span className="text-muted">
            Tried on {tried.eventType ?? tried.method}, {formatSecond(tried.receivedAt)}.
          </span>
        )}
      </output>
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Label" className="flex w-40 flex-col gap-1">
          <TextInput
            value={ownLabel ?? (value === '' ? '' : labelFor(value))}
            onValueChange={setOwnLabel}
            placeholder="Production"
          />
        </Field>
        <Button
          type="submit"
          variant={state.kind === 'fits' ? 'primary' : 'secondary'}
          disabled={value.trim() === '' || state.kind === 'trying' || keep.isPending}
        >
          {state.kind === 'wrong' || state.kind === 'error' ? 'Keep anyway' : 'Keep secret'}
        </Button>
      </div>
      {owner.provider !== null && owner.endpointId !== null && (
        <Checkbox
          label={`Use for all endpoints of ${sender}`}
          checked={everywhere}
          onCheckedChange={setEverywhere}
        />
      )}
    </form>
  );
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The newest capture of the sender that is not verified, with a wrong signature or without a secret. */
function useUnverified({ endpointId, provider }: SecretOwner) {
  const where = [
    endpointId === null ? '' : `endpoint:${endpointId}`,
    provider === null || provider === 'custom' ? '' : `provider:${provider}`,
  ].join(' ');
  const of = (mark: 'bad' | 'unset') => ({ search: `${where} sig:${mark}`.trim(), limit: 1 });
  const bad = useQuery(query.captures.list.queryOptions({ input: of('bad') })).data?.items[0];
  const unset = useQuery(query.captures.list.queryOptions({ input: of('unset') })).data?.items[0];
  if (bad === undefined || unset === undefined) return bad ?? unset;
  return bad.receivedAt > unset.receivedAt ? bad : unset;
}
