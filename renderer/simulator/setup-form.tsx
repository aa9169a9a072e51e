import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Dices } from 'lucide-react';
import { useDeferredValue, useId } from 'react';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, NumberInput, Select, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { cx } from '../ui/cx.ts';
import { type FormProps, Step } from './form-parts.tsx';
import { ProofFields, RetryFields } from './message-fields.tsx';
import { SourceFields } from './source-fields.tsx';
import { PlanPlot } from './plan-plot.tsx';
import { type Draft, MANNERS, type ReadDraft } from './simulator-draft.ts';

/** In three steps: what is sent and where to, how the provider misbehaves, and what proves it. */
export function SetupForm(props: FormProps & { read: ReadDraft }) {
  return (
    <div className="flex flex-col gap-6">
      <Step n={1} title="Send what">
        <TargetFields {...props} />
        <SourceFields {...props} />
      </Step>
      <Step n={2} title="How it misbehaves">
        <MannerFields {...props} />
        <Plan read={props.read} />
        <RetryFields {...props} />
      </Step>
      <Step n={3} title="Prove it">
        <ProofFields {...props} />
      </Step>
    </div>
  );
}

function TargetFields({ draft, problems, onChange }: FormProps) {
  return (
    <>
      <Field label="Receiver">
        <Select
          value={draft.to}
          onValueChange={(to) => onChange({ to })}
          options={[
            { value: 'intake', label: 'The intake of Backstitch' },
            { value: 'url', label: 'A URL: your own handler' },
          ]}
        />
      </Field>
      {draft.to === 'intake' ? (
        <Field
          label="Path"
          error={problems.get('to.path')}
          help="The endpoint or webhook of this path answers. Every event is captured."
        >
          <TextInput mono value={draft.path} onValueChange={(path) => onChange({ path })} />
        </Field>
      ) : (
        <Field
          label="URL"
          error={draft.url === '' ? null : problems.get('to.url')}
          help="http to this computer; https to any host you allowed."
        >
          <TextInput
            mono
            inputMode="url"
            value={draft.url}
            onValueChange={(url) => onChange({ url })}
            placeholder="http://127.0.0.1:3000/webhooks"
          />
        </Field>
      )}
    </>
  );
}

type NumberField = {
  [K in keyof Draft]: Draft[K] extends number | null ? K : never;
}[keyof Draft];

const FIGURES: readonly { name: NumberField; field: string; label: string; suffix: string }[] = [
  { name: 'events', field: 'events', label: 'Events', suffix: '' },
  { name: 'burstSize', field: 'burst.size', label: 'Burst size', suffix: '' },
  { name: 'burstSpread', field: 'burst.spreadMs', label: 'A burst takes', suffix: 's' },
  { name: 'burstGap', field: 'burst.gapMs', label: 'Pause between bursts', suffix: 's' },
  { name: 'duplicatePercent', field: 'duplicates.share', label: 'Duplicates', suffix: '%' },
  { name: 'duplicateWithin', field: 'duplicates.withinMs', label: 'Within', suffix: 's' },
  { name: 'latePercent', field: 'disorder.share', label: 'Late', suffix: '%' },
  { name: 'lateWithin', field: 'disorder.withinMs', label: 'Late by up to', suffix: 's' },
  { name: 'copies', field: 'duplicates.copies', label: 'Max copies', suffix: 'times' },
];

function MannerFields({ draft, problems, onChange }: FormProps) {
  const name = useId();
  const manner = MANNERS.find(({ set }) =>
    Object.entries(set).every(([key, value]) => draft[key as keyof Draft] === value),
  );
  return (
    <>
      <fieldset className="relative grid grid-cols-2 gap-2">
        <legend className="sr-only">Pattern</legend>
        {MANNERS.map(({ id, label, detail, set }) => (
          <label
            key={id}
            className={cx(
              'flex flex-col gap-0.5 rounded-md border px-3 py-2 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-(--focus)',
              manner?.id === id ? 'border-accent bg-selected' : 'border-line hover:bg-hover',
            )}
          >
            <span className="flex items-center gap-2 font-medium">
              <input
                type="radio"
                name={name}
                checked={manner?.id === id}
                onChange={() => onChange(set)}
                className="size-4 accent-(--accent)"
              />
              {label}
            </span>
            <span className="text-sm text-muted">{detail}</span>
          </label>
        ))}
      </fieldset>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] items-start gap-3">
        {FIGURES.map(({ name, field, label, suffix }) => (
          <Field key={name} label={label} error={problems.get(field)}>
            <NumberInput
              value={draft[name]}
              onValueChange={(value) => onChange({ [name]: value })}
              {...(suffix !== '' && { suffix })}
            />
          </Field>
        ))}
        <Field label="Seed" error={problems.get('seed')}>
          <span className="flex gap-1">
            <NumberInput value={draft.seed} onValueChange={(seed) => onChange({ seed })} />
            <Button
              aria-label="Draw another plan"
              icon={<Dices size={14} />}
              onClick={() => onChange({ seed: Math.floor(Math.random() * 1_000_000) })}
            />
          </span>
        </Field>
      </div>
    </>
  );
}

function Plan({ read }: { read: ReadDraft }) {
  const plan = useDeferredValue(read.plan);
  const preview = useQuery({
    ...query.simulator.preview.queryOptions({
      input: plan ?? {},
      placeholderData: keepPreviousData,
    }),
    enabled: plan !== null,
    // Each keystroke is another plan.
    gcTime: 10_000,
  });
  if (preview.error !== null) return <Problem error={preview.error} />;
  if (preview.data === undefined) return null;
  return <PlanPlot preview={preview.data} />;
}
