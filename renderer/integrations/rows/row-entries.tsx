import type { Integration } from '../../../preload/contract/integrations.ts';
import type { Cell, TableColumn } from '../../../preload/contract/integrations/rows.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { navigate } from '../../navigation/route.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { Entry, Rule } from '../../ui/menus/menu-parts.tsx';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { cellTerm } from './cell-term.ts';
import { isWhole } from './column-entries.tsx';
import { type TableLook, withCondition } from './table-look.ts';

/** A value of a row, and where it came from. */
export interface PlacedCell {
  integration: Integration;
  table: string;
  column: TableColumn;
  value: Cell;
  captureId: CaptureId | null;
}

/** What can be done with a row, and with the value that was pressed. */
export function RowEntries(props: {
  cell: PlacedCell;
  look: TableLook;
  onChange: (part: Partial<TableLook>) => void;
  onShow: () => void;
  onReload: (id: CaptureId) => void;
}) {
  const { cell, look } = props;
  const { captureId, column, value } = cell;
  const term = isWhole(value) ? cellTerm(cell.integration, cell.table, column, value) : null;
  return (
    <>
      <Entry label="Show the value" shortcut="Enter" onSelect={props.onShow} />
      {isWhole(value) && (
        <>
          <Entry
            label="Only rows with this value"
            onSelect={() =>
              props.onChange({
                where: withCondition(look.where, {
                  column: column.name,
                  value: value === null ? null : String(value),
                }),
              })
            }
          />
          <Entry
            label="Copy the value"
            onSelect={() => copy(value === null ? '' : String(value), 'the value')}
          />
        </>
      )}
      {captureId !== null && (
        <>
          <Rule />
          <Entry
            label="Open its capture"
            onSelect={() => navigate({ page: 'captures', id: captureId })}
          />
          <Entry label="Load it again" onSelect={() => props.onReload(captureId)} />
        </>
      )}
      {term !== null && (
        <>
          <Entry
            label="Only captures with this value"
            onSelect={() => navigate({ page: 'captures', id: null, q: term })}
          />
          <Entry label="Copy search term" onSelect={() => copy(term, 'the search term')} />
        </>
      )}
    </>
  );
}

function copy(text: string, what: string): void {
  copyText(text).then(() => toast({ title: `Copied ${what}` }), sayNot('Not copied'));
}
