import { useState } from 'react';
import type { SecretOwner } from '../../preload/contract/signatures.ts';
import { api } from '../api/client.ts';
import { useSecretRest } from '../api/secret-rest.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, Field, TextArea, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { useSenderChange } from './use-senders.ts';

/** Adds a secret. What is wrong with it is said below it. */
export function SecretForm(props: {
  owner: SecretOwner;
  /** What is asked for, in the provider's words. */
  asked: string;
  /** In which forms a public key is taken; empty for shared secrets. */
  keyForms?: readonly string[];
  onAdded?: () => void;
}) {
  const [value, setValue] = useState('');
  const [label, setLabel] = useState('');
  const [everywhere, setEverywhere] = useState(false);
  const { owner, keyForms = [] } = props;
  const rest = useSecretRest();
  const forms = keyForms.length > 0 ? `Enter the key as ${keyForms.join(', ')}.` : '';
  const add = useSenderChange(api.signatures.addSecret, {
    done: 'Secret added',
    failed: 'Not added',
  });
  const fault = add.error === null ? null : readProblem(add.error);
  // Keys come in several lines, which a field of one line would join.
  const Input = keyForms.length > 0 ? TextArea : TextInput;
  const submit = (): void => {
    add.mutate(
      { owner: everywhere ? { ...owner, endpointId: null } : owner, label, value },
      {
        onSuccess: () => {
          setValue('');
          setLabel('');
          props.onAdded?.();
        },
      },
    );
  };
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        label={capitalized(props.asked)}
        className="flex min-w-56 flex-1 flex-col gap-1"
        help={[forms, rest].filter(Boolean).join(' ') || undefined}
        error={fault === null ? null : `${fault.message} ${fault.hint ?? ''}`}
      >
        <Input mono value={value} onValueChange={setValue} />
      </Field>
      <Field label="Label" className="flex w-40 flex-col gap-1">
        <TextInput value={label} onValueChange={setLabel} placeholder="Production" />
      </Field>
      <Button type="submit" className="mt-6" disabled={value.trim() === '' || add.isPending}>
        Add secret
      </Button>
      {owner.provider !== null && owner.endpointId !== null && (
        <Checkbox
          className="w-full"
          label="Use for all endpoints of this provider"
          checked={everywhere}
          onCheckedChange={setEverywhere}
        />
      )}
    </form>
  );
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
