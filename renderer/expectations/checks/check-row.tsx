import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select, TextInput } from '../../ui/field.tsx';
import { assertionOf, type CheckRow, rowOf, withOperator, withSubject } from './rows.ts';
import { OPERATOR_WORDS, SUBJECTS } from './subjects.ts';
import { TypedInput } from './typed-input.tsx';
import { readValue, valueText } from './values.ts';

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  texts: 'a, b, c',
  scalars: '1, 2, 3',
  choices: 'ok, token',
  range: '3, or 2..5',
  number: '100',
  status: '200, or 2xx',
  statuses: '200, 2xx',
};

/** One check: what is looked at, how it is compared, and with what. */
export function CheckRowFields(props: {
  assertion: unknown;
  /** Counted from 1, for who hears it. */
  number: number;
  problem: string | undefined;
  onChange: (assertion: unknown) => void;
  onRemove: () => void;
  onJson: () => void;
}) {
  const row = rowOf(props.assertion);
  const problemId = useId();
  const label = `Check ${props.number}`;
  // What is not filled in yet is no mistake: its placeholder says what belongs there.
  const isBegun = row === null || row.subject.name === undefined || row.name !== '';
  const problem = isBegun ? props.problem : undefined;
  return (
    <li className="flex flex-col gap-1">
      <fieldset
        aria-label={label}
        aria-describedby={problem === undefined ? undefined : problemId}
        className="m-0 flex min-w-0 items-center gap-1.5 border-0 p-0 max-[39.99rem]:flex-wrap"
      >
        {row === null ? (
          <Written assertion={props.assertion} onJson={props.onJson} />
        ) : (
          <RowFields
            row={row}
            isWrong={problem !== undefined}
            onChange={(next) => props.onChange(assertionOf(next))}
          />
        )}
        <IconButton
          size="sm"
          label={`Remove check ${props.number}`}
          icon={<Trash2 size={14} />}
          onClick={props.onRemove}
        />
      </fieldset>
      {problem !== undefined && (
        <p id={problemId} role="alert" className="text-sm break-words text-bad">
          {problem}
        </p>
      )}
    </li>
  );
}

function RowFields(props: { row: CheckRow; isWrong: boolean; onChange: (row: CheckRow) => void }) {
  const { row, onChange } = props;
  const { subject, operator } = row;
  const kind = subject.operators[operator] ?? 'text';
  const invalid = props.isWrong ? true : undefined;
  return (
    <>
      <Select
        aria-label="What is looked at"
        className="max-w-36 max-[39.99rem]:max-w-none"
        options={SUBJECTS.map(({ id, label }) => ({ value: id, label }))}
        value={subject.id}
        onValueChange={(id) => {
          const next = SUBJECTS.find((one) => one.id === id);
          if (next !== undefined) onChange(withSubject(row, next));
        }}
      />
      {subject.name !== undefined && (
        <TextInput
          mono
          aria-label={subject.name.label}
          placeholder={subject.name.placeholder}
          aria-invalid={invalid}
          className="min-w-28 flex-1 max-[39.99rem]:basis-32"
          value={row.name}
          onValueChange={(name) => onChange({ ...row, name })}
        />
      )}
      <Select
        aria-label="Comparison"
        className="max-w-32 max-[39.99rem]:max-w-none"
        options={Object.keys(subject.operators).map((id) => ({
          value: id,
          label: OPERATOR_WORDS[id] ?? id,
        }))}
        value={operator}
        onValueChange={(id) => onChange(withOperator(row, id))}
      />
      {kind === 'choice' ? (
        <Select
          aria-label="Value"
          className="min-w-28 flex-1 max-[39.99rem]:basis-32"
          options={withTyped(subject.choices ?? [], row.typed)}
          value={row.typed}
          onValueChange={(typed) => onChange({ ...row, typed })}
        />
      ) : kind === 'none' ? (
        <span className="flex-1 max-[39.99rem]:hidden" />
      ) : (
        <TypedInput
          aria-label="Value"
          placeholder={PLACEHOLDERS[kind] ?? ''}
          aria-invalid={invalid}
          className="min-w-28 flex-1 max-[39.99rem]:basis-32"
          text={row.typed}
          means={(typed) => valueText(kind, readValue(kind, typed))}
          onText={(typed) => onChange({ ...row, typed })}
        />
      )}
    </>
  );
}

/** A value of the JSON that is none of the choices is shown as it is. */
const withTyped = (choices: readonly string[], typed: string) =>
  [...choices, ...(choices.includes(typed) ? [] : [typed])].map((value) => ({
    value,
    label: value,
  }));

/** A check that a row cannot show, as it is written. */
function Written({ assertion, onJson }: { assertion: unknown; onJson: () => void }) {
  return (
    <>
      <code className="wire min-w-0 flex-1 truncate rounded-md bg-hover px-2 py-1.5">
        {JSON.stringify(assertion)}
      </code>
      <Button size="sm" onClick={onJson}>
        Edit as JSON
      </Button>
    </>
  );
}
