import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { readTested, takerOf } from './test-path.ts';

/** Says which endpoint would take a request; the list says at each one above it why not. */
export function TestPathBox(props: {
  list: readonly Endpoint[];
  typed: string;
  onType: (text: string) => void;
  onClose: () => void;
}) {
  const { list, typed } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const tested = readTested(typed);
  const taker = tested === null ? null : takerOf(list, tested);
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-1 sm:px-6">
      <label htmlFor="tested-path" className="text-sm font-medium">
        Test a path
      </label>
      <TextInput
        ref={field}
        id="tested-path"
        mono
        className="h-7! w-64!"
        placeholder="POST /orders/1"
        value={typed}
        onValueChange={props.onType}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          props.onClose();
        }}
      />
      <output className="min-w-0 flex-1 truncate text-sm">
        {tested === null
          ? typed.trim() === ''
            ? ''
            : 'A path begins with /.'
          : taker === null
            ? `No endpoint takes ${tested.method} ${tested.path}: a webhook with this URL does, or else the inbox.`
            : `${taker.name} takes ${tested.method} ${tested.path}.`}
      </output>
      <IconButton size="sm" label="Close the test" icon={<X size={14} />} onClick={props.onClose} />
    </div>
  );
}
