import { useState } from 'react';
import type { ActionRule } from '../../preload/contract/app-model.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { api } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { jsonWords } from '../drafts/json-words.ts';
import { revisionOf } from '../drafts/revision-of.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { ExpressionEditor } from '../expressions/expression-editor.tsx';
import { useSaveService } from './use-save-service.ts';

const RULE_WORDS = jsonWords<ActionRule>();

const EMPTY: ActionRule = { name: '', actions: [], when: '{}' };

/** Adds or changes a rule: which actions, and when. */
export function RuleDialog(props: {
  service: ServiceView;
  rule: ActionRule | null;
  onClose: () => void;
}) {
  const { service, rule, onClose } = props;
  const path = [service.name, rule?.name ?? ''].map(encodeURIComponent).join('/');
  const kept = useDraft<ActionRule>({
    key: `rule:${service.appId}/${path}`,
    kind: 'rule',
    base: rule === null ? null : revisionOf(rule),
    saved: rule ?? EMPTY,
  });
  const { value: draft, change: setDraft } = kept;
  const others = draft.actions.filter((action) => !service.actions.includes(action));
  // As it is typed; a comma at its end is no action yet.
  const [typed, setTyped] = useState<string | null>(null);
  const more = typed ?? others.join(', ');
  const setMore = (text: string): void => {
    setTyped(text);
    const actions = text.split(/[\s,]+/).filter((action) => action !== '');
    setDraft({ ...draft, actions: [...listed, ...actions] });
  };
  const listed = draft.actions.filter((action) => service.actions.includes(action));
  const save = useSaveService(
    (revision: string | null) =>
      api.services.saveRule({
        appId: service.appId,
        service: service.name,
        revision,
        oldName: rule?.name ?? '',
        rule: draft,
      }),
    'Saved the rule',
    kept.discard,
  );
  const submit = (revision: string | null): void =>
    // Only while this dialog is there: another one may be open by then.
    save.mutate(revision, { onSuccess: onClose });
  const stale = save.error !== null && readProblem(save.error).code === 'APP_CHANGED';
  const isAws = service.type === 'aws';
  const blocked = draft.name.trim() === '' || jsonProblem(draft.when, 'any') !== null;
  if (!kept.isRead) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule === null ? 'Add a rule' : rule.name}
      size="lg"
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
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
        <DraftBar
          draft={kept}
          words={RULE_WORDS}
          onSave={() => submit(service.revision)}
          canSave={!blocked && !save.isPending}
        />
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
                    actions: on
                      ? [...draft.actions, action]
                      : draft.actions.filter((one) => one !== action),
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
