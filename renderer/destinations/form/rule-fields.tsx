import { Plus, X } from 'lucide-react';
import type { StatusRule } from '../../../preload/contract/deliveries/rules.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx';
import type { DestinationFields } from './destination-draft.ts';

const ACTIONS: readonly { value: StatusRule['action']; label: string }[] = [
  { value: 'stop', label: 'no further attempt' },
  { value: 'retry', label: 'try again' },
  { value: 'off', label: 'turn the destination off' },
];

/** What becomes of an answer by its status, and which bodies go out at all. */
export function RuleFields({ draft, problems, onChange }: DestinationFields) {
  const { statusRules: rules, filter } = draft;
  const isWrong = [...problems.keys()].some(
    (field) => field.startsWith('statusRules') || field === 'filter',
  );
  const set = (at: number, some: Partial<StatusRule>): void =>
    onChange({ statusRules: rules.map((rule, i) => (i === at ? { ...rule, ...some } : rule)) });
  return (
    <details className="rounded-md border border-line px-3 py-2" open={isWrong ? true : undefined}>
      <summary className="text-sm font-medium">
        {draft.kind === 'http' ? 'Answers and filter' : 'Filter'}
      </summary>
      <div className="flex flex-col gap-4 pt-3">
        <fieldset className="flex flex-col gap-2" hidden={draft.kind !== 'http'}>
          <legend className="text-sm font-medium">After an answer with</legend>
          {rules.map((rule, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- rules have no name but their place
            <div key={at} className="flex items-start gap-2">
              <Field
                className="flex flex-1 flex-col gap-1"
                label={`Statuses of rule ${at + 1}`}
                hideLabel
                error={problems.get(`statusRules.${at}.statuses`)}
              >
                <TextInput
                  mono
                  value={rule.statuses}
                  onValueChange={(statuses) => set(at, { statuses })}
                  placeholder="400, 404, 422"
                />
              </Field>
              <Field
                className="flex flex-1 flex-col gap-1"
                label={`Action of rule ${at + 1}`}
                hideLabel
              >
                <Select
                  value={rule.action}
                  onValueChange={(action) => set(at, { action })}
                  options={ACTIONS}
                />
              </Field>
              <IconButton
                label={`Remove rule ${at + 1}`}
                icon={<X size={14} />}
                onClick={() => onChange({ statusRules: rules.filter((_, i) => i !== at) })}
              />
            </div>
          ))}
          <div className="flex items-center gap-3">
            <Button
              size="sm"
              icon={<Plus size={14} />}
              onClick={() =>
                onChange({ statusRules: [...rules, { statuses: '', action: 'stop' }] })
              }
            >
              Add a rule
            </Button>
            <p className="text-sm text-muted">
              404, 4xx or 500-599. The first match decides. No match: 410 turns it off, others are
              retried.
            </p>
          </div>
        </fieldset>
        <Field
          label="Filter"
          error={problems.get('filter')}
          help="A JSON expression on the JSON body. Only matching events are sent. Empty: all."
        >
          <TextArea
            mono
            rows={2}
            value={filter}
            onValueChange={(next) => onChange({ filter: next })}
            placeholder={'{"data.total": {"$gt": 100}}'}
          />
        </Field>
      </div>
    </details>
  );
}
