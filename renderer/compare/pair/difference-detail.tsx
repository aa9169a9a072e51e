import { ArrowDown, ArrowUp, Eye, EyeOff } from 'lucide-react';
import type { Difference } from '../../../preload/contract/captures/compare.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { KINDS } from '../compare-words.ts';
import { useAriaKeys, useShortcuts } from '../../keys/keymap.ts';

/** The current difference in full, with what can be done about it. */
export function DifferenceDetail(props: {
  difference: Difference;
  onIgnore: () => void;
  /** Where it is ignored because it always differs. */
  onShow: () => void;
  onStep: (by: 1 | -1) => void;
}) {
  const { path, kind, left, right, pattern, ignoredBy } = props.difference;
  const isLearned = ignoredBy === 'learned';
  const { word, color } = KINDS[kind];
  const shortcut = useShortcuts();
  const ignoreKey = shortcut('compare-ignore');
  const ignoreKeys = useAriaKeys('compare-ignore');
  return (
    <section
      aria-label="The current difference"
      className="flex max-h-[40%] shrink-0 flex-col gap-2 border-t border-line bg-canvas px-4 py-2"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <h2 className="wire min-w-0 truncate font-semibold">
          <bdi>{path}</bdi>
        </h2>
        <CopyButton getText={() => path} label="Copy the path" />
        <span className={cx('text-sm', color)}>{word}</span>
        {ignoredBy !== null && (
          <span className="text-sm text-muted">
            {isLearned ? 'differs in every capture of this type' : `ignored by ${ignoredBy}`}
          </span>
        )}
        <span className="flex-1" />
        {pattern !== null && ignoredBy === null && (
          <Button
            size="sm"
            aria-keyshortcuts={ignoreKeys}
            title={`Ignore ${pattern}${ignoreKey === undefined ? '' : ` (${ignoreKey})`}`}
            icon={<EyeOff size={14} />}
            onClick={props.onIgnore}
          >
            Ignore this path
          </Button>
        )}
        {pattern !== null && isLearned && (
          <Button size="sm" icon={<Eye size={14} />} onClick={props.onShow}>
            Stop ignoring this path
          </Button>
        )}
        <IconButton
          size="sm"
          label="Previous difference"
          shortcut={shortcut('compare-previous')}
          icon={<ArrowUp size={14} />}
          onClick={() => props.onStep(-1)}
        />
        <IconButton
          size="sm"
          label="Next difference"
          shortcut={shortcut('compare-next')}
          icon={<ArrowDown size={14} />}
          onClick={() => props.onStep(1)}
        />
      </div>
      <div className="grid min-h-0 grid-cols-1 gap-2 sm:grid-cols-2">
        <Value name="A" text={left} />
        <Value name="B" text={right} />
      </div>
    </section>
  );
}

function Value({ name, text }: { name: string; text: string | null }) {
  return (
    <pre
      aria-label={`Value in ${name}`}
      // It scrolls: keys must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="wire max-h-40 min-h-8 overflow-auto rounded-md border border-line bg-surface px-2 py-1 break-all whitespace-pre-wrap"
    >
      {text === null ? (
        <span className="text-faint">not in {name}</span>
      ) : (
        <bdi>{text === '' ? '(empty)' : text}</bdi>
      )}
    </pre>
  );
}
