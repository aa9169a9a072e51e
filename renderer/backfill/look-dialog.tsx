import { useState } from 'react';
import type { BackfillSource, BackfillSourceId } from '../../preload/contract/backfill.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { forInput } from '../ui/time/for-input.ts';
import type { TimeSpan } from '../ui/time/time-span.ts';
import { around } from './strip/places.ts';
import { Strip } from './strip/strip.tsx';
import { useBackfillChange } from './use-backfill-change.ts';
import { type SpanId, SPANS } from './words.ts';

/**
 * Asks a provider what it sent in a span. Nothing is changed by it, here or there.
 *
 * @param props.sources accounts to choose from, at least one
 * @param props.away a time in which nothing could arrive: it is chosen first; null: none in particular
 */
export function LookDialog(props: {
  sources: readonly [BackfillSource, ...BackfillSource[]];
  away: TimeSpan | null;
  onClose: () => void;
}) {
  const { sources, away, onClose } = props;
  const [opened] = useState(() => Date.now());
  const [sourceId, setSourceId] = useState<BackfillSourceId>(sources[0].id);
  const source = sources.find(({ id }) => id === sourceId) ?? sources[0];
  const [span, setSpan] = useState<SpanId>(away === null ? '24h' : 'away');
  const [from, setFrom] = useState(() => forInput(away?.from ?? opened - 86_400_000));
  const [to, setTo] = useState(() => forInput(away?.to ?? opened));
  const [all, setAll] = useState(false);
  const ends = endsOf(span, { opened, away, own: { from: Date.parse(from), to: Date.parse(to) } });
  const valid = Number.isFinite(ends.from) && Number.isFinite(ends.to) && ends.from < ends.to;
  const look = useBackfillChange(
    () => api.backfill.scan({ sourceId: source.id, ...ends, only: all ? 'all' : 'undelivered' }),
    {
      done(scan) {
        onClose();
        navigate({ page: 'deliveries', part: 'backfill', id: scan.id });
      },
    },
  );
  const spans: { id: SpanId; label: string }[] = [
    ...(away === null ? [] : [{ id: 'away' as const, label: 'While away' }]),
    ...SPANS.map(({ id, label }) => ({ id, label })),
    { id: 'own', label: 'Other' },
  ];
  return (
    <FormDialog
      title={`What did ${source.name} send?`}
      action="Look"
      size="md"
      blocked={!valid || look.isPending}
      error={look.error}
      onSubmit={() => look.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-muted">
        Reads the provider’s list and compares it with your captures. It changes nothing, here or
        there.
      </p>
      {sources.length > 1 && (
        <Field label="Account">
          <Select
            value={source.id}
            onValueChange={setSourceId}
            options={sources.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
      )}
      <Choices label="Span" value={span} onChange={setSpan} items={spans} />
      {span === 'own' && (
        <div className="flex flex-wrap gap-3">
          <Field label="From" className="flex flex-1 flex-col gap-1">
            <TextInput type="datetime-local" value={from} onValueChange={setFrom} />
          </Field>
          <Field
            label="To"
            className="flex flex-1 flex-col gap-1"
            error={valid ? null : 'Enter a time after the first.'}
          >
            <TextInput type="datetime-local" value={to} onValueChange={setTo} />
          </Field>
        </div>
      )}
      {valid && (
        <Strip
          span={span === 'away' ? around(ends, opened) : ends}
          provider={source.provider}
          missing={null}
        />
      )}
      <Checkbox
        checked={all}
        onCheckedChange={setAll}
        label="List what was delivered, too"
        help="To see what went elsewhere, or was deleted here."
      />
    </FormDialog>
  );
}

function endsOf(
  span: SpanId,
  { opened, away, own }: { opened: number; away: TimeSpan | null; own: TimeSpan },
): TimeSpan {
  if (span === 'away' && away !== null) return away;
  const chosen = SPANS.find(({ id }) => id === span);
  return chosen ? { from: opened - chosen.ms, to: opened } : own;
}
