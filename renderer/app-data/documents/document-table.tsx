import { useMemo } from 'react';
import { tableOf } from './documents.ts';
import { shownValue } from '../../wire/json/ejson-words.ts';

/** Documents as rows, their fields as columns, each value with its type. */
export function DocumentTable(props: {
  /** EJSON of each document. */
  items: readonly string[];
  onOpen: (text: string) => void;
}) {
  const { items, onOpen } = props;
  const { rows, shown, more } = useMemo(() => tableOf(items), [items]);
  return (
    <div className="min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface">
      <table className="w-full border-separate border-spacing-0 text-left">
        <thead>
          <tr>
            {shown.map((name) => (
              <th
                key={name}
                scope="col"
                className="wire sticky top-0 border-b border-line bg-raised px-3 py-1.5 font-medium whitespace-nowrap"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ text, fields }) => (
            <tr key={text} className="hover:bg-hover" onDoubleClick={() => onOpen(text)}>
              {shown.map((name, at) => (
                <td key={name} className="max-w-80 border-b border-line px-3 py-1.5 align-top">
                  <Value value={fields.get(name)} onOpen={at === 0 ? () => onOpen(text) : null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className="px-3 py-2 text-sm text-muted">{more} more fields in the EJSON view.</p>
      )}
    </div>
  );
}

function Value({ value, onOpen }: { value: unknown; onOpen: (() => void) | null }) {
  if (value === undefined) return <span className="text-muted">–</span>;
  const { type, text } = shownValue(value);
  const words = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return (
    <span className="flex min-w-0 flex-col">
      {onOpen === null ? (
        <span className="wire truncate" title={words}>
          {words}
        </span>
      ) : (
        <button
          type="button"
          className="wire truncate text-left text-accent-ink hover:underline"
          aria-label={`Edit ${words}`}
          onClick={onOpen}
        >
          {words}
        </button>
      )}
      <span className="text-xs text-muted">{type}</span>
    </span>
  );
}
