import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';

/** A secret that was never shown and is not shown now: it can be replaced or left out. */
export function SecretField(props: {
  label: string;
  help?: string;
  error?: string | undefined;
  /** Name of the named secret in use; '': none. */
  kept: string;
  typed: string;
  onType: (text: string) => void;
  onForget: () => void;
}) {
  const { label, help, error, kept, typed, onType, onForget } = props;
  return (
    <Field label={label} error={error} {...(help !== undefined && { help })}>
      <span className="flex items-center gap-2">
        <TextInput
          type="password"
          mono
          value={typed}
          placeholder={kept === '' ? '' : 'Kept. Type to replace it.'}
          onValueChange={onType}
        />
        {kept !== '' && (
          <Button size="sm" onClick={onForget} aria-label={`Leave out: ${label}`}>
            Leave out
          </Button>
        )}
      </span>
    </Field>
  );
}
