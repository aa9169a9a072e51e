import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useControlProps } from './field-context.ts';
import { found, type SearchOption, type SearchSection } from './search-options.ts';

/** One of many options, found by typing. For a dozen or fewer, the platform's own select is better. */
export function SearchSelect(props: {
  sections: readonly SearchSection[];
  value: string;
  onValueChange: (value: string) => void;
  placeholder?: string;
  label?: string;
  /** What is shown where nothing is found. */
  nothing?: string;
}) {
  const control = useControlProps();
  const [typed, setTyped] = useState('');
  const groups = props.sections
    .filter(({ options }) => options.length > 0)
    .map(({ label, options }) => ({ label, items: options }));
  const all = groups.flatMap(({ items }) => items);
  const chosen = all.find(({ value }) => value === props.value) ?? null;
  return (
    <Combobox.Root<SearchOption>
      items={groups}
      value={chosen}
      onValueChange={(option) => {
        if (option !== null) props.onValueChange(option.value);
      }}
      isItemEqualToValue={(a, b) => a.value === b.value}
      itemToStringLabel={({ label }) => label}
      filteredItems={typed === chosen?.label ? groups : found(groups, typed)}
      onInputValueChange={setTyped}
      autoHighlight
    >
      <Combobox.InputGroup className="relative">
        <Combobox.Input
          {...control}
          aria-label={props.label}
          placeholder={props.placeholder}
          autoComplete="off"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className="h-8 w-full min-w-0 rounded-md border border-line-strong/60 bg-surface pr-8 pl-2 text-base text-ink hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad"
        />
        <Combobox.Trigger
          aria-label="Show all"
          tabIndex={-1}
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center rounded-md text-muted hover:text-ink"
        >
          <ChevronDown size={14} aria-hidden />
        </Combobox.Trigger>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-50 outline-none">
          <Combobox.Popup className="w-[var(--anchor-width)] min-w-56 rounded-lg border border-line bg-raised shadow-popup">
            <Combobox.Empty className="px-3 py-2 text-muted empty:hidden">
              {props.nothing ?? 'Nothing has this in its name.'}
            </Combobox.Empty>
            <Combobox.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto overscroll-contain p-1 outline-none data-[empty]:p-0">
              {(group: { label: string; items: readonly SearchOption[] }) => (
                <Combobox.Group key={group.label} items={group.items}>
                  <Combobox.GroupLabel className="px-2 pt-2 pb-1 text-sm text-muted select-none">
                    {group.label}
                  </Combobox.GroupLabel>
                  <Combobox.Collection>
                    {(option: SearchOption) => (
                      <Combobox.Item
                        key={option.value}
                        value={option}
                        className="flex min-h-7 cursor-default items-center gap-2 rounded px-2 py-0.5 outline-none select-none data-[highlighted]:bg-hover"
                      >
                        <span className="flex w-4 shrink-0 justify-center">
                          <Combobox.ItemIndicator>
                            <Check size={14} aria-hidden />
                          </Combobox.ItemIndicator>
                        </span>
                        <span className="min-w-0 truncate">{option.label}</span>
                        {option.detail !== undefined && (
                          <span className="ml-auto min-w-0 truncate text-sm text-muted">
                            {option.detail}
                          </span>
                        )}
                      </Combobox.Item>
                    )}
                  </Combobox.Collection>
                </Combobox.Group>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
