import type { Difference, DifferenceKind } from '../../preload/contract/captures/compare.ts';
import { cx } from '../ui/cx.ts';

const KINDS: Record<DifferenceKind, string> = {
  added: 'new',
  removed: 'gone',
  changed: 'changed',
  type: 'other type',
  moved: 'moved',
  order: 'order',
  spelling: 'spelling',
};
const SHOWN = 100;
const CELL = 'border-b border-line py-1 pr-3 align-top';

/** How the answer now differs from the one before, path by path. */
export function DifferenceTable(props: { differences: readonly Difference[]; none: string }) {
  const { differences, none } = props;
  if (differences.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <div className="max-h-72 shrink-0 overflow-auto">
      <table className="w-full table-fixed border-separate border-spacing-0 text-left">
        <caption className="sr-only">How the answers differ</caption>
        <thead className="sticky top-0 bg-surface text-sm text-muted">
          <tr>
            <th scope="col" className={cx(CELL, 'w-24 font-medium')}>
              Kind
            </th>
            <th scope="col" className={cx(CELL, 'font-medium')}>
              Path
            </th>
            <th scope="col" className={cx(CELL, 'font-medium')}>
              Before
            </th>
            <th scope="col" className={cx(CELL, 'font-medium')}>
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {differences.slice(0, SHOWN).map((one, at) => (
            <tr key={at}>
              <td className={CELL}>{KINDS[one.kind]}</td>
              <td className={cx(CELL, 'wire break-words')}>
                {one.part === 'headers' ? `header ${one.path}` : one.path}
              </td>
              <Value text={one.left} />
              <Value text={one.right} />
            </tr>
          ))}
        </tbody>
      </table>
      {differences.length > SHOWN && (
        <p className="py-1 text-muted">The first {SHOWN} are shown.</p>
      )}
    </div>
  );
}

function Value({ text }: { text: string | null }) {
  return (
    <td className={cx(CELL, 'wire')}>
      {text === null ? (
        <span className="text-muted">not there</span>
      ) : (
        <span className="line-clamp-3 wrap-anywhere">{text}</span>
      )}
    </td>
  );
}
