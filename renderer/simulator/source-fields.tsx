import { useQuery } from '@tanstack/react-query';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import { query } from '../api/client.ts';
import { Checkbox, Field, Select } from '../ui/field.tsx';
import type { SearchOption } from '../ui/form/search-options.ts';
import { SearchSelect } from '../ui/form/search-select.tsx';
import { formatSecond } from '../ui/format.ts';
import type { FormProps } from './form-parts.tsx';
import { BodyFields } from './message-fields.tsx';

/** What an event is made of: a body that one writes, or a capture. */
export function SourceFields(props: FormProps) {
  const { draft, onChange } = props;
  return (
    <>
      <Field label="Source">
        <Select
          value={draft.source}
          onValueChange={(source) => onChange({ source })}
          options={[
            { value: 'body', label: 'A body you write' },
            { value: 'capture', label: 'A capture' },
          ]}
        />
      </Field>
      {draft.source === 'capture' ? <CaptureFields {...props} /> : <BodyFields {...props} />}
    </>
  );
}

const NEWEST = 200;

function CaptureFields({ draft, problems, onChange }: FormProps) {
  const newest = useQuery({
    ...query.captures.list.queryOptions({ input: { search: '', limit: NEWEST } }),
    // Captures come in while one is elsewhere.
    staleTime: 0,
  });
  const chosen = useQuery({
    ...query.captures.get.queryOptions({ input: { id: draft.captureId as never } }),
    enabled: draft.captureId !== '',
  });
  const items = newest.data?.items ?? [];
  const isListed = items.some(({ id }) => id === draft.captureId);
  const more = !isListed && chosen.data ? [chosen.data] : [];
  return (
    <>
      <Field
        label="Capture"
        error={problems.get('captureId')}
        help="Each time with an event id of its own. One of the newest 200, or opened from its menu."
      >
        <SearchSelect
          value={draft.captureId}
          onValueChange={(captureId) => onChange({ captureId })}
          placeholder="Event, path or method"
          nothing="None of the newest captures has this."
          sections={[{ label: 'Newest', options: [...more, ...items].map(optionOf) }]}
        />
      </Field>
      <Checkbox
        label="Sign as its sender"
        help="With the secret you keep for it."
        checked={draft.asSender}
        onCheckedChange={(asSender) => onChange({ asSender })}
      />
      {problems.has('signing') && <p className="text-sm text-bad">{problems.get('signing')}</p>}
    </>
  );
}

function optionOf(capture: CaptureSummary): SearchOption {
  const { id, eventType, method, target, receivedAt } = capture;
  const path = target.split('?', 1)[0] ?? '';
  const label = eventType === null ? `${method} ${path}` : `${eventType} ${path}`;
  return { value: id, label, detail: formatSecond(receivedAt), words: id };
}
