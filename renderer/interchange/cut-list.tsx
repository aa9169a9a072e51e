import type { ExportPreview } from '../../preload/contract/interchange/exports.ts';
import { formatCount } from '../ui/format.ts';
import { cx } from '../ui/cx.ts';
import { ruleWords } from './words.ts';

/** What leaves a file before it is written: where it stands, how often, and what it looks like. */
export function CutList({ preview, isOld }: { preview: ExportPreview; isOld: boolean }) {
  const { cut, captures, looked } = preview;
  const of = looked < captures ? ` in the newest ${formatCount(looked)}` : '';
  if (cut.length === 0)
    return <p className="text-muted">{`Nothing to leave out was found${of}.`}</p>;
  return (
    <section aria-label="Left out" className={cx('flex flex-col gap-1', isOld && 'opacity-60')}>
      <p className="text-muted">{`Replaced by [redacted]${of}:`}</p>
      <div
        role="group"
        aria-label="Places"
        // It scrolls: keys must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-56 overflow-auto rounded-md border border-line"
      >
        <table className="w-full text-sm">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="px-2 py-1 font-medium">
                What
              </th>
              <th scope="col" className="px-2 py-1 font-medium">
                Where
              </th>
              <th scope="col" className="px-2 py-1 text-right font-medium">
                Times
              </th>
              <th scope="col" className="px-2 py-1 font-medium">
                Example
              </th>
            </tr>
          </thead>
          <tbody>
            {cut.map(({ rule, place, count, sample }) => (
              <tr key={`${rule}\n${place}`} className="border-t border-line">
                <td className="px-2 py-1">{ruleWords(rule)}</td>
                <td className="wire px-2 py-1 break-all">{place}</td>
                <td className="px-2 py-1 text-right tabular-nums">{formatCount(count)}</td>
                <td className="wire px-2 py-1 text-muted">{sample}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
