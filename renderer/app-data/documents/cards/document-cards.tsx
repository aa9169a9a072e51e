import { Pencil, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatStamp } from '../../../ui/format.ts';
import { documentId, type Place } from '../documents.ts';
import { type DocumentLine, linesOf } from './document-lines.ts';
import { ValueEditor } from './value-editor.tsx';

/** So many lines of a document are shown before somebody asks for the rest. */
const FOLDED = 6;

/** Documents as cards: a line for each field, with its type in words; values are changed in place. */
export function DocumentCards(props: {
  place: Place;
  items: readonly string[];
  onEdit: (text: string) => void;
  onRemove: (text: string) => void;
  onChanged: () => void;
}) {
  return (
    <ul className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto" aria-label="Documents">
      {props.items.map((text) => (
        <li key={documentId(text)}>
          <Card {...props} text={text} />
        </li>
      ))}
    </ul>
  );
}

function Card(props: Parameters<typeof DocumentCards>[0] & { text: string }) {
  const { text } = props;
  const [unfolded, setUnfolded] = useState(false);
  const { lines, more } = useMemo(() => linesOf(text), [text]);
  const shown = unfolded ? lines : lines.slice(0, FOLDED);
  const [first] = lines;
  const name = first === undefined ? 'an empty document' : `${first.name} ${first.text}`;
  return (
    <article
      aria-label={`Document ${name}`}
      className="flex gap-2 rounded-lg border border-line bg-surface px-3 py-2"
    >
      <div className="min-w-0 flex-1">
        <ul>
          {shown.map((line) => (
            <Line key={line.path.join('\0')} {...props} line={line} id={documentId(text)} />
          ))}
        </ul>
        {lines.length > FOLDED && (
          <Button size="sm" variant="ghost" onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? 'Show 6 lines' : `Show all ${lines.length} lines`}
          </Button>
        )}
        {unfolded && more && (
          <p className="text-sm text-muted">The rest of it is in the EJSON view.</p>
        )}
      </div>
      <div className="flex shrink-0 items-start">
        <CopyButton label={`Copy ${name} as EJSON`} getText={() => text} />
        <IconButton
          size="sm"
          label={`Edit ${name} as EJSON`}
          icon={<Pencil size={14} />}
          onClick={() => props.onEdit(text)}
        />
        <IconButton
          size="sm"
          label={`Delete ${name}`}
          icon={<Trash2 size={14} />}
          onClick={() => props.onRemove(text)}
        />
      </div>
    </article>
  );
}

function Line(props: { place: Place; line: DocumentLine; id: string; onChanged: () => void }) {
  const { line, place, id } = props;
  const [editing, setEditing] = useState(false);
  const { at } = line;
  if (editing && at !== null) {
    return (
      <li style={{ paddingLeft: `${line.depth * 16}px` }}>
        <ValueEditor
          place={place}
          id={id}
          line={{ ...line, at }}
          onSaved={props.onChanged}
          onClose={() => setEditing(false)}
        />
      </li>
    );
  }
  return (
    <li
      className="flex min-w-0 items-baseline gap-2 leading-6"
      style={{ paddingLeft: `${line.depth * 16}px` }}
    >
      <span className="wire shrink-0 text-muted">{line.name}</span>
      {at === null ? (
        <Value line={line} />
      ) : (
        <button
          type="button"
          aria-label={`Change ${at}, ${line.type} ${line.text}`}
          className="flex min-w-0 items-baseline gap-2 rounded text-left hover:bg-hover"
          onClick={() => setEditing(true)}
        >
          <Value line={line} />
        </button>
      )}
    </li>
  );
}

function Value({ line: { type, text } }: { line: DocumentLine }) {
  const date = type === 'Date' ? Date.parse(text) : Number.NaN;
  return (
    <>
      <span className="shrink-0 text-xs text-muted">{type}</span>
      <span className="wire min-w-0 truncate" title={text.slice(0, 500)}>
        {Number.isNaN(date) ? text.slice(0, 500) : formatStamp(date)}
      </span>
    </>
  );
}
