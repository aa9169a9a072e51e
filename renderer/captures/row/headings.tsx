import { cx } from '../../ui/cx.ts';
import { COLUMNS } from './columns.ts';
import type { RowForm } from './row-form.ts';

/** Above rows of one line. */
export const HEADINGS_HEIGHT = 24;

/** The names of the columns; rows of two lines have none. */
export function Headings({ form }: { form: RowForm }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-[2] border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        className="flex items-center gap-1.5 px-2.5 text-xs text-muted"
        style={{ height: HEADINGS_HEIGHT - 1 }}
      >
        <div role="columnheader" aria-label="Mark" className="w-5 shrink-0" />
        <div role="columnheader" className="min-w-0 flex-1 truncate pl-[46px]">
          Event and path
        </div>
        {form.columns.map((id) => (
          <div
            key={id}
            role="columnheader"
            className={cx('shrink-0 truncate', COLUMNS[id].align === 'right' && 'text-right')}
            style={{ width: COLUMNS[id].width }}
          >
            {COLUMNS[id].label}
          </div>
        ))}
        <div role="columnheader" className="flex w-[30px] shrink-0 justify-end">
          Status
        </div>
        <div
          role="columnheader"
          className={cx('shrink-0 text-right', form.ms ? 'w-[92px]' : 'w-[60px]')}
        >
          Time
        </div>
      </div>
    </div>
  );
}
