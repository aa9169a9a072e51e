import { useState } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form/form-dialog.tsx';
import { SearchSelect } from '../../ui/form/search-select.tsx';
import { useMoveEndpoint } from '../use-endpoints.ts';
import { positionBefore } from './shown-rows.ts';

const END = '';

/** Asks before which endpoint one is put in the order of matching. */
export function MoveDialog(props: {
  endpoint: Endpoint;
  list: readonly Endpoint[];
  onClose: () => void;
}) {
  const { endpoint } = props;
  const others = props.list.filter(({ isInbox, id }) => !isInbox && id !== endpoint.id);
  const [beforeId, setBeforeId] = useState<string>(others[0]?.id ?? END);
  const move = useMoveEndpoint();
  const submit = (): void => {
    const before = others.find(({ id }) => id === beforeId) ?? null;
    const position = positionBefore(endpoint, before, others.length + 1);
    move.mutate({ id: endpoint.id, position }, { onSuccess: props.onClose });
  };
  return (
    <FormDialog
      title={`Move ${endpoint.name}`}
      action="Move"
      blocked={move.isPending}
      error={move.error}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Field label="Put it before" help="The first matching endpoint from the top answers.">
        <SearchSelect
          value={beforeId}
          onValueChange={setBeforeId}
          nothing="No endpoint has this in its name or path."
          sections={[
            {
              label: 'Endpoints in order',
              options: others.map(({ id, name, path, position }) => ({
                value: id,
                label: name,
                detail: `${position} · ${path}`,
                words: path.toLowerCase(),
              })),
            },
            {
              label: 'Or',
              options: [{ value: END, label: 'Everything else', detail: 'behind all others' }],
            },
          ]}
        />
      </Field>
    </FormDialog>
  );
}
