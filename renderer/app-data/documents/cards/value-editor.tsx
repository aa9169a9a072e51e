import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { api } from '../../../api/client.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, Select, TextInput } from '../../../ui/field.tsx';
import { readProblem } from '../../../ui/read-problem.ts';
import type { Place } from '../documents.ts';
import { type DocumentLine, EDITABLE, type EditableType, isEditable } from './document-lines.ts';
import { fieldTextOf, readTyped } from './typed-value.ts';

/**
 * Changes one value where it stands. It is written only while the field still has the value that is
 * shown: what another one changed meanwhile is never put over.
 */
export function ValueEditor(props: {
  place: Place;
  /** EJSON of the document’s `_id`. */
  id: string;
  line: DocumentLine & { at: string };
  onSaved: () => void;
  onClose: () => void;
}) {
  const { place, id, line } = props;
  const [type, setType] = useState<EditableType>(isEditable(line.type) ? line.type : 'Text');
  const [text, setText] = useState(fieldTextOf(line.value));
  const typed = readTyped(type, text);
  const save = useMutation({
    mutationFn: (value: unknown) =>
      api.documents.update({
        ...place,
        query: `{"_id":${id},${JSON.stringify(line.at)}:${JSON.stringify(line.value)}}`,
        update: JSON.stringify({ $set: { [line.at]: value } }),
      }),
    onSuccess: ({ matched }) => {
      props.onSaved();
      if (matched > 0) props.onClose();
    },
  });
  const onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    props.onClose();
  };
  const gone = save.data?.matched === 0;
  const problem = gone
    ? 'It was changed elsewhere. Close this to see it as it is now.'
    : save.error === null
      ? undefined
      : readProblem(save.error).message;
  return (
    <form
      aria-label={`Change ${line.at}`}
      className="flex flex-wrap items-start gap-2 py-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.ok) save.mutate(typed.value);
      }}
    >
      <Field label={`Type of ${line.at}`} hideLabel className="w-28 shrink-0">
        <Select
          onKeyDown={onEscape}
          value={type}
          onValueChange={setType}
          options={EDITABLE.map((value) => ({ value, label: value }))}
        />
      </Field>
      <Field
        label={`Value of ${line.at}`}
        hideLabel
        className="flex min-w-40 flex-1 flex-col gap-1"
        error={typed.ok ? problem : typed.problem}
      >
        <TextInput
          mono
          onKeyDown={onEscape}
          // Somebody pressed the value to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          disabled={type === 'Null'}
          value={type === 'Null' ? '' : text}
          onValueChange={setText}
        />
      </Field>
      <Button type="submit" variant="primary" disabled={!typed.ok || save.isPending}>
        Save
      </Button>
      <Button onClick={props.onClose}>Cancel</Button>
    </form>
  );
}
