import { useQuery } from '@tanstack/react-query';
import { ChevronRight, FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { EventTypeDetail, EventVariant } from '../../preload/contract/captures/event-types.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { openTest } from '../suites/opened.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, Select } from '../ui/field.tsx';
import { formatBytes, formatPlural, formatMinute } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { indentJson } from '../wire/json/indent-json.ts';
import { variantWords } from './event-words.ts';

const WHY = { newest: '', smallest: ', smallest body', largest: ', largest body' } as const;

/** Bodies that this event may come with, made of one capture: what a handler has to bear. */
export function VariantsPart({ type }: { type: EventTypeDetail }) {
  const { id, examples } = type;
  const [chosen, setChosen] = useState<CaptureId | null>(null);
  const seen = new Set<CaptureId>();
  const captures = examples.filter((one) => !seen.has(one.id) && seen.add(one.id));
  const of = captures.find((one) => one.id === chosen) ?? captures[0];
  if (of === undefined) {
    return (
      <EmptyState title="No capture to vary is kept">
        Limits, or a person, deleted the captures of this type.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-4 px-4 py-4 sm:px-6">
      <p className="max-w-prose text-muted">
        The same event with one thing changed: an optional field left out, null where null came
        before, another of its few values. Send them to your handler to see which it cannot take.
      </p>
      <Field label="Based on" className="flex max-w-md flex-col gap-1">
        {(control) => (
          <Select
            {...control}
            value={of.id}
            options={captures.map((one) => ({
              value: one.id,
              label: `${formatMinute(one.receivedAt)}, ${formatBytes(one.sizeBytes)}${WHY[one.why]}`,
            }))}
            onValueChange={setChosen}
          />
        )}
      </Field>
      <Variants key={of.id} typeId={id} captureId={of.id} />
    </div>
  );
}

function Variants({ typeId, captureId }: { typeId: EventTypeDetail['id']; captureId: CaptureId }) {
  const found = useQuery(query.events.variants.queryOptions({ input: { id: typeId, captureId } }));
  if (found.error !== null)
    return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Spinner label="Making the variants" />;
  const { judged, variants } = found.data;
  if (!judged) {
    return (
      <EmptyState title="Nothing is usual yet">
        Variants are made of what is usual: after 20 captures, or 10 over a day. The body must be
        JSON.
      </EmptyState>
    );
  }
  if (variants.length === 0) {
    return (
      <EmptyState title="This event always looks the same">
        No field of this capture is optional, none was null before, and none has few values.
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="variants" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="variants" className="text-base font-semibold">
          {formatPlural(variants.length, 'variant')}
        </h2>
        <Button
          variant="primary"
          icon={<FlaskConical size={14} />}
          onClick={() => openTest({ kind: 'variants', captureId, cases: variants.length + 1 })}
        >
          Test with these…
        </Button>
      </div>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {variants.map((variant) => (
          <li key={`${variant.path} ${variant.what} ${variant.value}`}>
            <Variant variant={variant} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Variant({ variant }: { variant: EventVariant }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-default items-baseline gap-3 px-4 py-2 outline-offset-[-2px] hover:bg-hover">
        <ChevronRight
          size={14}
          aria-hidden
          className="shrink-0 self-center text-muted group-open:rotate-90"
        />
        <span className="wire min-w-0 flex-1 wrap-anywhere">{variant.path}</span>
        <span className="shrink-0 text-muted">{variantWords(variant)}</span>
      </summary>
      {isOpen && (
        <div className="flex flex-col items-start gap-2 border-t border-line bg-canvas px-4 py-3">
          <pre className="wire max-h-96 w-full overflow-auto whitespace-pre-wrap">
            {indentJson(variant.body)}
          </pre>
          <CopyButton
            getText={() => variant.body}
            text="Copy the body"
            label="Copy the body"
            size="sm"
          />
        </div>
      )}
    </details>
  );
}
