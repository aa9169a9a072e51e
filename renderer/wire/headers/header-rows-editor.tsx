import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { headerPairs, type HeaderProblems, headerRows, type HeaderRow } from './header-rows.ts';
import { HeaderRowList } from './header-row-list.tsx';
import { formatHeaders, parseHeaders } from './header-text.ts';

/**
 * Header pairs as rows or, for many at once, as text. Alt and an arrow key move a row. The order
 * and the case are kept: they go on the wire as they stand here.
 */
export function HeaderRowsEditor(props: {
  rows: readonly HeaderRow[];
  onChange: (rows: readonly HeaderRow[]) => void;
  problems: HeaderProblems;
  label: string;
}) {
  const { rows, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const present = formatHeaders(headerPairs(rows));
  // The text as typed, until the rows are changed by something else, for instance a reset.
  const isPresent = typed !== null && formatHeaders(parseHeaders(typed).headers) === present;
  return (
    <fieldset aria-label={props.label} className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 text-sm font-medium">{props.label}</h3>
        <Button size="sm" variant="ghost" onClick={() => setTyped(typed === null ? present : null)}>
          {typed === null ? 'Edit as text' : 'Edit as rows'}
        </Button>
      </div>
      {typed === null ? (
        <HeaderRowList {...props} />
      ) : (
        <HeaderText
          text={isPresent ? typed : present}
          label={`${props.label}, one to a line`}
          onChange={(text) => {
            setTyped(text);
            onChange(headerRows(parseHeaders(text).headers));
          }}
        />
      )}
    </fieldset>
  );
}

function HeaderText(props: { text: string; label: string; onChange: (text: string) => void }) {
  const { problems } = parseHeaders(props.text);
  return (
    <>
      <TextArea
        mono
        rows={Math.min(16, props.text.split('\n').length + 2)}
        value={props.text}
        onValueChange={props.onChange}
        aria-label={props.label}
        aria-invalid={problems.length > 0 ? true : undefined}
        aria-describedby="header-text-problems"
        placeholder="Name: value"
      />
      <ul id="header-text-problems" aria-live="polite" className="text-sm text-bad">
        {problems.slice(0, 5).map(({ from, message }) => (
          <li key={from}>
            Line {props.text.slice(0, from).split('\n').length}: {message}
          </li>
        ))}
      </ul>
    </>
  );
}
