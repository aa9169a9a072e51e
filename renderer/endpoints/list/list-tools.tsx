import { Search } from 'lucide-react';
import { Select, TextInput } from '../../ui/field.tsx';
import { formatCount } from '../../ui/format.ts';
import type { GroupBy, Order, Shown } from './shown-rows.ts';

const STATES = [
  { value: 'all', label: 'All states' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
  { value: 'never', label: 'Never hit' },
  { value: 'shadowed', label: 'Shadowed' },
  { value: 'failing', label: 'Failing' },
] as const satisfies readonly { value: Shown['state']; label: string }[];

const ORDERS = [
  { value: 'match', label: 'In order of matching' },
  { value: 'name', label: 'By name' },
  { value: 'captures', label: 'Most captures first' },
  { value: 'last-hit', label: 'Last hit first' },
] as const satisfies readonly { value: Order; label: string }[];

const GROUPS = [
  { value: 'none', label: 'Not grouped' },
  { value: 'path', label: 'By first part of the path' },
  { value: 'sender', label: 'By sender' },
] as const satisfies readonly { value: GroupBy; label: string }[];

/** Filter, order and groups of the list. */
export function ListTools(props: {
  shown: Shown;
  found: number;
  total: number;
  onChange: (change: Partial<Shown>) => void;
}) {
  const { shown, found, total, onChange } = props;
  const isFiltered = shown.text.trim() !== '' || shown.state !== 'all';
  return (
    <>
      <span className="relative min-w-40 flex-1 sm:max-w-72">
        <Search
          size={14}
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-muted"
        />
        <TextInput
          aria-label="Filter the endpoints"
          placeholder="Name, path, sender, answer"
          className="h-7! pl-7!"
          value={shown.text}
          onValueChange={(text) => onChange({ text })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || shown.text === '') return;
            event.stopPropagation();
            onChange({ text: '' });
          }}
        />
      </span>
      <Select
        aria-label="State"
        className="h-7! w-28!"
        options={STATES}
        value={shown.state}
        onValueChange={(state) => onChange({ state })}
      />
      <Select
        aria-label="Order"
        className="h-7! w-44!"
        options={ORDERS}
        value={shown.order}
        onValueChange={(order) => onChange({ order })}
      />
      <Select
        aria-label="Groups"
        className="h-7! w-48!"
        options={GROUPS}
        value={shown.groupBy}
        onValueChange={(groupBy) => onChange({ groupBy, turned: new Set() })}
      />
      <output className="text-sm whitespace-nowrap text-muted tabular-nums">
        {isFiltered ? `${formatCount(found)} of ${formatCount(total)}` : ''}
      </output>
    </>
  );
}
