import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { type HeaderProblems, headerRow, type HeaderRow } from './header-rows.ts';

type Focus = { key: number; part: 'name' | 'value' | 'up' | 'down' };

/** Header pairs as rows: each is edited, moved and removed where it stands. */
export function HeaderRowList(props: {
  rows: readonly HeaderRow[];
  onChange: (rows: readonly HeaderRow[]) => void;
  problems: HeaderProblems;
  label: string;
}) {
  const { rows, onChange } = props;
  const list = useRef<HTMLUListElement>(null);
  const wanted = useRef<Focus | null>(null);
  const [said, setSaid] = useState('');

  // Moving a row takes the focus out of it, and a new row has never had it.
  useEffect(() => {
    if (wanted.current === null) return;
    const { key, part } = wanted.current;
    wanted.current = null;
    list.current?.querySelector<HTMLElement>(`[data-part="${key}-${part}"]`)?.focus();
  });

  const change = (next: readonly HeaderRow[], focus: Focus | null): void => {
    wanted.current = focus;
    onChange(next);
  };
  const add = (): void => {
    const row = headerRow('', '');
    change([...rows, row], { key: row.key, part: 'name' });
  };
  const move = (row: HeaderRow, by: -1 | 1, part: Focus['part']): void => {
    const from = rows.indexOf(row);
    const to = from + by;
    const other = rows[to];
    if (other === undefined) return;
    setSaid(`${row.name || 'Header'} moved to ${to + 1} of ${rows.length}`);
    change(
      rows.map((at, i) => (i === from ? other : i === to ? row : at)),
      { key: row.key, part },
    );
  };
  const remove = (row: HeaderRow): void => {
    const at = rows.indexOf(row);
    const next = rows[at + 1] ?? rows[at - 1];
    change(
      rows.filter((other) => other !== row),
      next ? { key: next.key, part: 'name' } : null,
    );
  };
  return (
    <>
      <ul ref={list} className="flex flex-col gap-1">
        {rows.map((row, i) => (
          <Row
            key={row.key}
            row={row}
            place={`${i + 1}`}
            problem={props.problems.get(row.key)}
            onEdit={(edited) => onChange(rows.map((other) => (other === row ? edited : other)))}
            onMove={(by, part) => move(row, by, part)}
            onRemove={() => remove(row)}
            isFirst={i === 0}
            isLast={i === rows.length - 1}
          />
        ))}
      </ul>
      <div>
        <Button size="sm" icon={<Plus size={14} />} onClick={add}>
          Add header
        </Button>
      </div>
      <output className="sr-only">{said}</output>
    </>
  );
}

function Row(props: {
  row: HeaderRow;
  place: string;
  problem: { name: string | null; value: string | null } | undefined;
  onEdit: (row: HeaderRow) => void;
  onMove: (by: -1 | 1, part: Focus['part']) => void;
  onRemove: () => void;
  isFirst: boolean;
  isLast: boolean;
}) {
  const { row, problem } = props;
  const called = row.name || `header ${props.place}`;
  const wrong = problem?.name ?? problem?.value ?? null;
  const problemId = `header-${row.key}-problem`;
  const onKeyDown = (event: KeyboardEvent, part: Focus['part']): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    props.onMove(event.key === 'ArrowUp' ? -1 : 1, part);
  };
  const input = (part: 'name' | 'value') => ({
    'data-part': `${row.key}-${part}`,
    'aria-invalid': problem?.[part] != null ? (true as const) : undefined,
    'aria-describedby': wrong === null ? undefined : problemId,
    value: row[part],
    mono: true,
    onValueChange: (text: string) => props.onEdit({ ...row, [part]: text }),
    onKeyDown: (event: KeyboardEvent) => onKeyDown(event, part),
  });
  return (
    <li>
      <div className="flex items-center gap-1">
        <span className="w-2/5 min-w-28">
          <TextInput
            {...input('name')}
            aria-label={`Name of header ${props.place}`}
            placeholder="Name"
          />
        </span>
        <TextInput {...input('value')} aria-label={`Value of ${called}`} placeholder="Value" />
        <IconButton
          label={`Move ${called} up`}
          shortcut="Alt ↑"
          size="sm"
          icon={<ArrowUp size={14} />}
          aria-disabled={props.isFirst}
          className={props.isFirst ? 'opacity-40' : ''}
          data-part={`${row.key}-up`}
          onClick={() => props.onMove(-1, 'up')}
        />
        <IconButton
          label={`Move ${called} down`}
          shortcut="Alt ↓"
          size="sm"
          icon={<ArrowDown size={14} />}
          aria-disabled={props.isLast}
          className={props.isLast ? 'opacity-40' : ''}
          data-part={`${row.key}-down`}
          onClick={() => props.onMove(1, 'down')}
        />
        <IconButton
          label={`Remove ${called}`}
          size="sm"
          icon={<Trash2 size={14} />}
          onClick={props.onRemove}
        />
      </div>
      {wrong !== null && (
        <p id={problemId} role="alert" className="pt-0.5 text-sm text-bad">
          {wrong}
        </p>
      )}
    </li>
  );
}
