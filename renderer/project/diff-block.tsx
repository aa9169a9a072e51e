import { cx } from '../ui/cx.ts';
import { folded, lineDiff } from './line-diff.ts';

const SIGN = { ' ': '', '-': 'Removed: ', '+': 'Added: ' } as const;

/** Two texts of an item as one: lines that go and lines that come are marked by sign and colour. */
export function DiffBlock(props: {
  label: string;
  before: string | null;
  after: string | null;
  /** Lines that are not in `after` are left out. */
  onlyAfter?: boolean;
}) {
  const lines = folded(lineDiff(props.before, props.after));
  const shown = props.onlyAfter === true ? lines.filter(({ mark }) => mark !== '-') : lines;
  return (
    <div
      role="group"
      aria-label={props.label}
      // It scrolls: keys must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-md border border-line bg-canvas py-1"
    >
      <ol className="wire w-max min-w-full text-sm">
        {keyed(shown).map(({ key, mark, text }) => (
          <li
            key={key}
            className={cx(
              'flex px-2 whitespace-pre',
              mark === '-' && 'bg-bad-soft text-bad',
              mark === '+' && 'bg-good-soft text-good',
            )}
          >
            <span aria-hidden className="w-4 shrink-0 select-none">
              {mark}
            </span>
            <span>
              <span className="sr-only">{SIGN[mark]}</span>
              {text}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Lines have no identity but their place. */
const keyed = <T extends object>(lines: readonly T[]) =>
  lines.map((line, place) => ({ ...line, key: place }));
