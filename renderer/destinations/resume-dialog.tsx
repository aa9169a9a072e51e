import { useState } from 'react';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';

/** Asks what becomes of the deliveries that were held meanwhile. */
export function ResumeDialog(props: {
  held: number;
  onClose: () => void;
  onResume: (held: 'send' | 'discard') => Promise<void>;
}) {
  const [choice, setChoice] = useState<'send' | 'discard'>('send');
  const words = formatPlural(props.held, 'delivery', 'deliveries');
  const choices = [
    { value: 'send', label: 'Send them now' },
    { value: 'discard', label: 'Cancel them' },
  ] as const;
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title="Resume this destination?"
      confirmLabel="Resume"
      onConfirm={() => props.onResume(choice)}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-2">{words} were held while it was paused.</legend>
        {choices.map(({ value, label }) => (
          <label key={value} className="flex items-start gap-2 text-ink">
            <input
              type="radio"
              name="held"
              className="mt-0.5 accent-accent"
              checked={choice === value}
              onChange={() => setChoice(value)}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </ConfirmDialog>
  );
}
