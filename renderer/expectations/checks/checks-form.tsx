import type { ExpectationMistake } from '../../../preload/contract/interchange/expectations.ts';
import { Button } from '../../ui/button.tsx';
import { Field, NumberInput, Select, TextInput } from '../../ui/field.tsx';
import { hiddenFields, readWritten, textOf, withField, type Written } from '../draft.ts';
import { mistakeAt } from '../use-mistakes.ts';
import { CheckList } from './check-list.tsx';
import { type Count, COUNTS, readCount, withKind, writeCount } from './count.ts';

interface Fields {
  written: Written;
  mistakes: readonly ExpectationMistake[];
  onChange: (written: Written) => void;
}

/** An expectation as fields and rows. What they cannot show stays as it is. */
export function ChecksForm(props: {
  text: string;
  mistakes: readonly ExpectationMistake[];
  onChange: (text: string) => void;
  onJson: () => void;
}) {
  const { mistakes, onJson } = props;
  const written = readWritten(props.text);
  if (written === null) {
    return (
      <p className="flex flex-wrap items-center gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
        <span className="min-w-36 flex-1">
          The JSON cannot be read, so there are no rows to show.
        </span>
        <Button size="sm" onClick={onJson}>
          Edit as JSON
        </Button>
      </p>
    );
  }
  const onChange = (next: Written): void => props.onChange(textOf(next));
  const hidden = hiddenFields(written);
  const fields = { written, mistakes, onChange };
  return (
    <div className="flex flex-col gap-3">
      <TextField {...fields} name="search" label="Search" placeholder="All captures" keepEmpty />
      <div className="flex flex-wrap gap-3">
        <CountField {...fields} onJson={onJson} />
        <TextField {...fields} name="within" label="Within" placeholder="10s" className="w-24" />
        <TextField
          {...fields}
          name="quietFor"
          label="Then none for"
          placeholder="0s"
          className="w-28"
        />
        <TextField
          {...fields}
          name="distinct"
          label="No two with the same"
          placeholder="deliveryId, or $.id"
          className="min-w-36 flex-1"
        />
      </div>
      <Checks {...fields} field="each" title="Holds of every capture" onJson={onJson} />
      <Checks {...fields} field="some" title="All hold of at least one capture" onJson={onJson} />
      {hidden.length > 0 && (
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          <span>{`Also in the JSON: ${hidden.join(', ')}.`}</span>
          <Button size="sm" variant="ghost" onClick={onJson}>
            Show
          </Button>
        </p>
      )}
    </div>
  );
}

function TextField(
  props: Fields & {
    name: string;
    label: string;
    placeholder: string;
    className?: string;
    /** Stays in the JSON when it is empty. */
    keepEmpty?: boolean;
  },
) {
  const { written, name, mistakes, onChange } = props;
  const value = written[name];
  return (
    <Field
      label={props.label}
      error={mistakeAt(mistakes, name)}
      className={`flex flex-col gap-1 ${props.className ?? ''}`}
    >
      <TextInput
        mono
        value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
        placeholder={props.placeholder}
        onValueChange={(next) =>
          onChange(
            withField(written, name, next === '' && props.keepEmpty !== true ? undefined : next),
          )
        }
      />
    </Field>
  );
}

function CountField({ written, mistakes, onChange, onJson }: Fields & { onJson: () => void }) {
  const count = readCount(written['count']);
  if (count === null) {
    return (
      <Button size="sm" className="self-end" onClick={onJson}>
        Edit the count as JSON
      </Button>
    );
  }
  const change = (next: Count): void => onChange(withField(written, 'count', writeCount(next)));
  const problem = mistakeAt(mistakes, 'count');
  const invalid = problem === undefined ? undefined : true;
  return (
    <Field label="How many" error={problem}>
      {(control) => (
        <div className="flex items-center gap-1.5">
          <Select
            {...control}
            className="max-w-28"
            options={COUNTS}
            value={count.kind}
            onValueChange={(kind) => change(withKind(count, kind))}
          />
          {count.kind !== 'max' && (
            <NumberInput
              aria-label={count.kind === 'between' ? 'Lowest number' : 'Number'}
              aria-invalid={invalid}
              className="max-w-16"
              value={count.min}
              onValueChange={(min) => change({ ...count, min })}
            />
          )}
          {count.kind === 'between' && <span className="text-muted">and</span>}
          {(count.kind === 'max' || count.kind === 'between') && (
            <NumberInput
              aria-label="Highest number"
              aria-invalid={invalid}
              className="max-w-16"
              value={count.max}
              onValueChange={(max) => change({ ...count, max })}
            />
          )}
        </div>
      )}
    </Field>
  );
}

function Checks(props: Fields & { field: 'each' | 'some'; title: string; onJson: () => void }) {
  const { written, field, onChange } = props;
  const value = written[field];
  if (value !== undefined && !Array.isArray(value)) return null;
  return (
    <CheckList
      title={props.title}
      field={field}
      assertions={value ?? []}
      mistakes={props.mistakes}
      onJson={props.onJson}
      onChange={(next) => onChange(withField(written, field, next.length === 0 ? undefined : next))}
    />
  );
}
