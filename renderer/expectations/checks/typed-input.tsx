import { type ComponentProps, useState } from 'react';
import { TextInput } from '../../ui/field.tsx';

/**
 * A field whose text stands for a value: what is typed stays as it is typed while it means the same, so that
 * `1.0` is not made `1` under somebody's hands.
 */
export function TypedInput({
  text,
  means,
  onText,
  ...props
}: Omit<ComponentProps<typeof TextInput>, 'value' | 'onValueChange'> & {
  text: string;
  /** The text that a typed one comes to. */
  means: (typed: string) => string | null;
  onText: (typed: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && means(typed) === text ? typed : text;
  return (
    <TextInput
      mono
      {...props}
      value={shown}
      onValueChange={(next) => {
        setTyped(next);
        onText(next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
