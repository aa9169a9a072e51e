import { Field, TextInput } from '../../ui/field.tsx';

/** A field for each `:name` of the query that would run. */
export function ParameterFields(props: {
  names: readonly string[];
  values: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}) {
  if (props.names.length === 0) return null;
  return (
    <div role="group" aria-label="Parameters" className="flex flex-wrap items-end gap-2">
      {props.names.map((name) => (
        <Field key={name} label={`:${name}`} className="flex w-40 flex-col gap-0.5">
          <TextInput
            mono
            value={props.values[name] ?? ''}
            onValueChange={(value) => props.onChange(name, value)}
            placeholder="NULL"
          />
        </Field>
      ))}
      <p className="pb-1.5 text-sm text-muted">
        A number, or text. Write <span className="wire">'42'</span> for text of digits.
      </p>
    </div>
  );
}
