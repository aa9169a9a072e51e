import { Binary, CaseSensitive, ChevronDown, ChevronUp, Regex, X } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { formatCount } from '../../../ui/format.ts';
import { TextInput } from '../../../ui/form/inputs.tsx';
import { FIND_LIMIT_MS } from './finder.ts';
import type { Find } from './use-find.ts';

function stateWords({ query, searching, found, count, at }: Find): string {
  if (query.text === '') return '';
  if (searching || found === null) return 'searching';
  if (found.kind === 'failed') return found.message;
  if (found.kind === 'stopped') {
    const after = `Stopped after ${FIND_LIMIT_MS / 1000} s.`;
    return query.regex ? `${after} Try a simpler expression.` : `${after} Try a longer text.`;
  }
  if (count === 0) return 'not found';
  return `${formatCount(at + 1)} of ${formatCount(count)}${found.more ? '+' : ''}`;
}

function Toggle(props: {
  label: string;
  icon: ReactNode;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <IconButton
      size="sm"
      label={props.label}
      icon={props.icon}
      aria-pressed={props.on}
      disabled={props.disabled ?? false}
      className="size-6! aria-pressed:bg-selected aria-pressed:text-accent-ink"
      onClick={() => props.onChange(!props.on)}
    />
  );
}

/** What is looked for in a body, how, and the way from hit to hit. */
export function FindBar({
  inputRef,
  ...props
}: {
  find: Find;
  inputRef: Ref<HTMLInputElement>;
  /** Bytes are looked at: hex digits may be meant. */
  bytes: boolean;
  /** It is a part of what is looked through in another bar. */
  isPart: boolean;
  onClose: () => void;
}) {
  const { find, bytes } = props;
  const label = props.isPart ? 'Find in this part' : 'Find in this body';
  const { query, change, found } = find;
  const asHex = bytes && query.hex;
  const wrong = found?.kind === 'failed' || found?.kind === 'stopped';
  return (
    <search
      aria-label={label}
      className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-1 border-b border-line bg-canvas px-2 py-0.5"
    >
      <TextInput
        ref={inputRef}
        value={query.text}
        onValueChange={(text) => change({ text })}
        placeholder={asHex ? 'de ad 0f' : label}
        aria-label={label}
        aria-invalid={wrong}
        mono={asHex || query.regex}
        className="h-6! max-w-64 min-w-32 flex-1 text-sm!"
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.key !== 'Enter') return;
          (event.shiftKey ? find.previous : find.next)();
          event.preventDefault();
        }}
      />
      <Toggle
        label="Match case"
        icon={<CaseSensitive size={16} />}
        on={query.matchCase}
        disabled={asHex}
        onChange={(matchCase) => change({ matchCase })}
      />
      <Toggle
        label="Regular expression"
        icon={<Regex size={14} />}
        on={query.regex}
        disabled={asHex}
        onChange={(regex) => change({ regex })}
      />
      {bytes && (
        <Toggle
          label="Hex bytes"
          icon={<Binary size={14} />}
          on={query.hex}
          onChange={(hex) => change({ hex })}
        />
      )}
      <output
        className={cx('min-w-16 px-1 text-sm tabular-nums', wrong ? 'text-bad' : 'text-muted')}
      >
        {stateWords(find)}
      </output>
      <span className="ml-auto flex items-center">
        <IconButton
          size="sm"
          label="Previous hit"
          shortcut="Shift+Enter"
          className="size-6!"
          icon={<ChevronUp size={14} />}
          disabled={find.count === 0}
          onClick={find.previous}
        />
        <IconButton
          size="sm"
          label="Next hit"
          shortcut="Enter"
          className="size-6!"
          icon={<ChevronDown size={14} />}
          disabled={find.count === 0}
          onClick={find.next}
        />
        <IconButton
          size="sm"
          label="Close find"
          shortcut="Escape"
          className="size-6!"
          icon={<X size={14} />}
          onClick={props.onClose}
        />
      </span>
    </search>
  );
}
