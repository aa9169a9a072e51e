import { useState } from 'react';
import type { ActionRule } from '../../preload/contract/app-model.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { api } from '../api/client.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { ExpressionEditor } from '../expressions/expression-editor.tsx';
import { useSaveService } from './use-save-service.ts';

const EMPTY: ActionRule = { name: '', actions: [], when: '{}' };

/** Adds or changes a rule: which actions, and when. */
export function RuleDialog(props: {
  service: ServiceView;
  rule: ActionRule | null;
  onClose: () => void;
}) {
  const { service, rule, onClose } = props;
  const [draft, setDraft] = useState(rule ?? EMPTY);
  const [more, setMore] = useState(
    draft.actions.filter((action) => !service.actions.includes(action)).join(', '),
  );
  const listed = draft.actions.filter((action) => service.actions.includes(action));
  const extra = more.split(/[\s,]+/).filter((action) => action !== '');
  const save = useSaveService(
    (revision: string | null) =>
      api.services.saveRule({
        appId: service.appId,
        service: service.name,
        revision,
        oldName: rule?.name ?? '',
        rule: { ...draft, actions: [...listed, ...extra] },
      }),
    'Saved the rule',
  );
  const submit = (revision: string | null): void => save.mutate(revision, { onSuccess: onClose });
  const stale = save.error !== null && readProblem(save.error).code === 'APP_CHANGED';
  const isAws = service.type === 'aws';
  const blocked = draft.name.trim() === '' || jsonProblem(draft.when, 'any') !== null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule === null ? 'Add a rule' : rule.name}
      size="lg"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {stale && (
            <Button variant="danger" onClick={() => submit(null)}>
              Keep mine and overwrite
            </Button>
          )}
          <Button
            variant="primary"
            disabled={blocked || save.isPending}
            onClick={() => submit(service.revision)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {save.error !== null && <Problem error={save.error} />}
        <Field label="Name">
          <TextInput value={draft.name} onValueChange={(name) => setDraft({ ...draft, name })} />
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 text-sm font-medium">Actions it allows</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {service.actions.map((action) => (
              <Checkbox
                key={action}
                label={action}
                checked={listed.includes(action)}
                onCheckedChange={(on) =>
                  setDraft({
                    ...draft,
                    actions: on ? [...listed, action] : listed.filter((one) => one !== action),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
        {isAws && (
          <Field label="More actions" help="E.g. s3:PutObject, ses:SendEmail">
            <TextInput mono value={more} onValueChange={setMore} />
          </Field>
        )}
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">When</span>
          <ExpressionEditor
            appId={service.appId}
            where="service-rule"
            value={draft.when}
            onChange={(when) => setDraft({ ...draft, when })}
          />
        </div>
      </div>
    </Dialog>
  );
}
