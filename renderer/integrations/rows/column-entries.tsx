import { useQuery } from '@tanstack/react-query';
import type { IntegrationId } from '../../../preload/contract/integrations.ts';
import type { Cell, TableColumn } from '../../../preload/contract/integrations/rows.ts';
import { query } from '../../api/client.ts';
import { navigate } from '../../navigation/route.ts';
import { formatCount } from '../../ui/format.ts';
import { Entry, Rule, Sub } from '../../ui/menus/menu-parts.tsx';
import { MenuGroup, MenuNote } from '../../ui/menus/menu-words.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { columnWords, type TableLook, withCondition } from './table-look.ts';

/** Of a value that is cut the rest is unknown here, so no row would have exactly it. */
export const isWhole = (value: Cell): boolean =>
  !(typeof value === 'string' && value.endsWith('…'));

export interface ColumnMenuProps {
  id: IntegrationId;
  table: string;
  column: TableColumn;
  /** All columns of the table: which are split from this one. */
  all: readonly TableColumn[];
  look: TableLook;
  onChange: (part: Partial<TableLook>) => void;
}

/** What can be done with a column. */
export function ColumnEntries(props: ColumnMenuProps) {
  const { column, look, onChange, all } = props;
  const { name, firstCapture, base } = column;
  const isPinned = look.pinned.includes(name);
  const splits = all.filter((one) => one.isSplit && one.base === base && one.name !== name);
  const alike = base === null || splits.length === 0 ? '' : `, also ${namesOf(splits)}`;
  return (
    <MenuGroup title={name} detail={`${columnWords(column)}${alike}`}>
      <Entry
        label="Sort ascending"
        onSelect={() => onChange({ sort: { name, descending: false } })}
      />
      <Entry
        label="Sort descending"
        onSelect={() => onChange({ sort: { name, descending: true } })}
      />
      <Sub label="Filter by value">
        <ValueEntries {...props} />
      </Sub>
      <Rule />
      <Entry
        label={isPinned ? 'Unpin' : 'Pin to the left'}
        onSelect={() =>
          onChange({
            pinned: isPinned ? look.pinned.filter((one) => one !== name) : [...look.pinned, name],
          })
        }
      />
      <Entry label="Hide" onSelect={() => onChange({ hidden: new Set([...look.hidden, name]) })} />
      {firstCapture !== null && (
        <>
          <Rule />
          <Entry
            label="Open its first capture"
            onSelect={() => navigate({ page: 'captures', id: firstCapture })}
          />
        </>
      )}
    </MenuGroup>
  );
}

const namesOf = (columns: readonly TableColumn[]): string =>
  columns.map(({ name }) => name).join(', ');

/** The most frequent values; each shows only its rows. */
function ValueEntries({ id, table, column, look, onChange }: ColumnMenuProps) {
  const input = { id, table, column: column.name };
  const values = useQuery({
    ...query.integrations.values.queryOptions({ input }),
    staleTime: 0,
  });
  const present = look.where.find((one) => one.column === column.name);
  if (values.error !== null) return <MenuNote>{readProblem(values.error).message}</MenuNote>;
  if (values.data === undefined) return <MenuNote>Reading the values…</MenuNote>;
  const items = values.data.items.filter(({ value }) => isWhole(value));
  return (
    <>
      {items.length === 0 && <MenuNote>There are no short values.</MenuNote>}
      {items.map(({ value, count }) => (
        <Entry
          key={`${typeof value} ${value}`}
          label={`${valueWords(value)} (${formatCount(count)})`}
          onSelect={() =>
            onChange({
              where: withCondition(look.where, {
                column: column.name,
                value: value === null ? null : String(value),
              }),
            })
          }
        />
      ))}
      {values.data.more && <MenuNote>These are the most frequent ones.</MenuNote>}
      {present !== undefined && (
        <>
          <Rule />
          <Entry
            label="Any value"
            onSelect={() => onChange({ where: look.where.filter((one) => one !== present) })}
          />
        </>
      )}
    </>
  );
}

/** A value in a list: NULL and an empty text are told apart. */
export function valueWords(value: Cell): string {
  if (value === null) return 'NULL';
  return value === '' ? 'Empty text' : String(value);
}
