import type { ExportPreview } from '../../preload/contract/interchange/exports.ts';
import type { Cut } from '../../preload/contract/interchange/redaction.ts';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { cx } from '../ui/cx.ts';
import { canKeep, type Choices, isKept } from './choices.ts';
import { PlaceTable } from './place-table.tsx';
import { ruleWords } from './words.ts';

/** What leaves a file before it is written: where it stands, how often, and what it looks like. */
export function CutList(props: {
  preview: ExportPreview;
  isOld: boolean;
  choices: Choices;
  onKeep: (cut: Cut) => void;
}) {
  const { preview, isOld, choices, onKeep } = props;
  const { captures, looked } = preview;
  const of = looked < captures ? ` in the newest ${formatCount(looked)}` : '';
  // Kept by a click a moment ago: the answer is on its way.
  const cut = isOld ? preview.cut.filter((one) => !isKept(choices, one)) : preview.cut;
  return (
    <section
      aria-label="Left out"
      tabIndex={-1}
      className={cx('flex flex-col gap-1', isOld && 'opacity-60')}
    >
      <p className="text-muted">
        {cut.length === 0 ? `Nothing to leave out was found${of}.` : `Replaced by [redacted]${of}:`}
      </p>
      {cut.length > 0 && (
        <PlaceTable label="Places" columns={['What', 'Where', 'Times', 'Example']}>
          {cut.map((one) => {
            const { rule, place, count, sample } = one;
            return (
              <tr key={`${rule}\n${place}`} className="border-t border-line">
                <td className="px-2 py-1">{ruleWords(rule)}</td>
                <td className="wire px-2 py-1 break-all">{place}</td>
                <td className="px-2 py-1 text-right tabular-nums">{formatCount(count)}</td>
                <td className="wire px-2 py-1 text-muted">{sample}</td>
                <td className="px-2 py-0.5 text-right">
                  {canKeep(rule) && !isKept(choices, one) ? (
                    <Button
                      size="sm"
                      aria-label={`Keep ${place}`}
                      onClick={(event) => {
                        toList(event.currentTarget);
                        onKeep(one);
                      }}
                    >
                      Keep
                    </Button>
                  ) : (
                    <span className="text-sm whitespace-nowrap text-muted">always cut</span>
                  )}
                </td>
              </tr>
            );
          })}
        </PlaceTable>
      )}
    </section>
  );
}

/** The row goes, and the focus with it: from its list, Tab leads on to the rows that are left. */
export const toList = (button: HTMLElement): void =>
  button.closest<HTMLElement>('section')?.focus();
