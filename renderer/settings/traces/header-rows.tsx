import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';

/** A header as it stands in the form: a value that is empty stays as it is kept. */
export interface HeaderRow {
  name: string;
  value: string;
  /** Of the kept value; null where none is kept. */
  last4: string | null;
}

const NEW: HeaderRow = { name: '', value: '', last4: null };

/** Headers a collector wants, a key of it for instance. Values are written and never shown again. */
export function HeaderRows(props: {
  rows: readonly HeaderRow[];
  onChange: (rows: HeaderRow[]) => void;
  errorAt: (field: string) => string | null;
}) {
  const { rows, onChange, errorAt } = props;
  const change = (at: number, part: Partial<HeaderRow>): void =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  return (
    <div role="group" aria-label="Headers" className="flex flex-col items-start gap-2">
      {rows.map((row, at) => (
        <div key={at} className="flex w-full items-start gap-2">
          <Field
            label={`Name of header ${at + 1}`}
            hideLabel
            error={errorAt(`headers.${at}.name`)}
            className="flex min-w-0 flex-1 flex-col gap-1"
          >
            <TextInput
              mono
              value={row.name}
              placeholder="X-Api-Key"
              onValueChange={(name) => change(at, { name })}
            />
          </Field>
          <Field
            label={`Value of header ${at + 1}`}
            hideLabel
            error={errorAt(`headers.${at}.value`)}
            className="flex min-w-0 flex-[2] flex-col gap-1"
          >
            <TextInput
              mono
              type="password"
              value={row.value}
              placeholder={keptWords(row.last4)}
              onValueChange={(value) => change(at, { value })}
            />
          </Field>
          <IconButton
            label={`Remove header ${at + 1}`}
            icon={<Trash2 size={14} />}
            onClick={() => onChange(rows.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <Button
        size="sm"
        icon={<Plus size={14} />}
        disabled={rows.length >= 20}
        onClick={() => onChange([...rows, NEW])}
      >
        Add a header
      </Button>
    </div>
  );
}

function keptWords(last4: string | null): string {
  if (last4 === null) return 'Its value';
  return last4 === '' ? 'Kept. Type to change it' : `Kept, ends with ${last4}. Type to change it`;
}
