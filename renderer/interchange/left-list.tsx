import { useState } from 'react';
import type { Left } from '../../preload/contract/interchange/exports.ts';
import type { RedactionRule } from '../../preload/contract/interchange/redaction.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { toList } from './cut-list.tsx';
import { PlaceTable } from './place-table.tsx';

/** What stays in the file, to be cut by a click: one place everywhere, or a word wherever it stands. */
export function LeftList(props: {
  left: readonly Left[];
  isOld: boolean;
  onCut: (rule: RedactionRule) => void;
  onWord: (word: string) => void;
}) {
  const { left, isOld, onCut, onWord } = props;
  const [text, setText] = useState('');
  const word = text.trim();
  const found = left.filter(({ place, value }) => holds(place, word) || holds(value, word));
  return (
    <section aria-label="Stays in the file" tabIndex={-1} className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <Field label="Find a place or a word" className="flex min-w-0 flex-1 flex-col gap-1">
          <TextInput value={text} maxLength={200} onValueChange={setText} />
        </Field>
        <Button
          disabled={word === ''}
          onClick={() => {
            onWord(word);
            setText('');
          }}
        >
          Cut this word everywhere
        </Button>
      </div>
      {found.length === 0 ? (
        <p className="text-muted">
          {left.length === 0 ? 'Nothing of them stays.' : 'No place and no value has this in it.'}
        </p>
      ) : (
        <div className={cx(isOld && 'opacity-60')}>
          <PlaceTable label="What stays" columns={['Where', 'Times', 'Value']}>
            {found.map(({ place, rule, count, value }) => (
              <tr key={place} className="border-t border-line">
                <td className="wire px-2 py-1 break-all">{place}</td>
                <td className="px-2 py-1 text-right tabular-nums">{formatCount(count)}</td>
                <td className="wire px-2 py-1 break-all text-muted">{value}</td>
                <td className="px-2 py-0.5 text-right">
                  {rule === null ? (
                    <span className="text-sm whitespace-nowrap text-muted">by a word</span>
                  ) : (
                    <Button
                      size="sm"
                      aria-label={`Cut ${place}`}
                      onClick={(event) => {
                        toList(event.currentTarget);
                        onCut(rule);
                      }}
                    >
                      Cut
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </PlaceTable>
        </div>
      )}
      <p className="text-sm text-muted">
        From the newest 50 captures. A rule holds for all of them, and for what comes later.
      </p>
    </section>
  );
}

const holds = (text: string, word: string): boolean =>
  word === '' || text.toLowerCase().includes(word.toLowerCase());
