import { Autocomplete } from '@base-ui/react/autocomplete';
import { useLayoutEffect, useRef } from 'react';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { showChord } from '../chord.ts';
import { COMMANDS, isAvailable, type Command } from '../commands.ts';
import { isMac } from '../../ui/platform/platform.ts';
import { rank } from '../rank.ts';
import { PALETTE_FIELD } from './palette-field.ts';

export interface PaletteListProps {
  typed: string;
  onTyped: (typed: string) => void;
  onDone: () => void;
}

/** Every command by name. */
export function PaletteList({ typed, onTyped, onDone }: PaletteListProps) {
  const input = useRef<HTMLInputElement>(null);
  // The dialog moves the focus a frame later; fast fingers have typed by then.
  useLayoutEffect(() => input.current?.focus(), []);
  const offered = COMMANDS.filter((command) => command.keyOnly !== true && isAvailable(command));
  const found = rank(offered, typed, (command) => `${command.title} ${command.group}`);
  const run = (command: Command): void => {
    onDone();
    // After the dialog gave the focus back: a command may want to move it.
    requestAnimationFrame(command.run);
  };
  return (
    <Autocomplete.Root
      inline
      open
      items={offered}
      filteredItems={found}
      value={typed}
      onValueChange={(value, details) => {
        if (details.reason !== 'item-press') onTyped(value);
      }}
      itemToStringValue={(command) => command.title}
      autoHighlight="always"
      keepHighlight
    >
      <Autocomplete.Input
        ref={input}
        aria-label="Command"
        placeholder="Find an action"
        className={PALETTE_FIELD}
      />
      <Autocomplete.Empty className="px-4 py-6 text-center text-muted empty:hidden">
        No action found.
      </Autocomplete.Empty>
      <Autocomplete.List data-inline className="min-h-0 flex-1 overflow-auto p-1.5 empty:p-0">
        {(command: Command) => (
          <Autocomplete.Item
            key={command.id}
            value={command}
            onClick={() => run(command)}
            className="flex h-9 items-center gap-3 rounded-md px-2.5 outline-none data-[highlighted]:bg-selected"
          >
            <span className="min-w-0 flex-1 truncate">{command.title}</span>
            <span className="text-sm text-muted">{command.group}</span>
            {command.keys?.[0] !== undefined && <Kbd keys={showChord(command.keys[0], isMac)} />}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
