import { Trash2 } from 'lucide-react';
import type { ChaosKind } from '../../../preload/contract/endpoints/chaos.ts';
import { CHAOS_KINDS, CHAOS_LABELS } from '../../../preload/rules/chaos/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { Field, NumberInput, Select, TextArea, TextInput } from '../../ui/field.tsx';
import type { DraftProblems } from '../endpoint-draft.ts';
import { asKind, type NumberField, REDIRECT_STATUSES, type RuleDraft } from './chaos-draft.ts';

interface RuleProps {
  rule: RuleDraft;
  /** Its place, 0 first: problems are named by it. */
  at: number;
  problems: DraftProblems;
  onChange: (rule: RuleDraft) => void;
}

/** One rule: what happens, to which requests. */
export function RuleFields(props: RuleProps & { onRemove: () => void }) {
  const { rule, at, onChange } = props;
  return (
    <fieldset
      aria-label={`Rule ${at + 1}`}
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3"
    >
      <div className="flex items-center gap-2">
        <span className="w-4 text-muted tabular-nums">{at + 1}</span>
        <Select
          aria-label={`What rule ${at + 1} does`}
          className="!w-48"
          value={rule.kind}
          onValueChange={(kind) => onChange(asKind(rule, kind))}
          options={CHAOS_KINDS.map((value) => ({ value, label: CHAOS_LABELS[value] }))}
        />
        <span className="min-w-0 flex-1" />
        <IconButton
          size="sm"
          label={`Delete rule ${at + 1}`}
          icon={<Trash2 size={14} aria-hidden />}
          onClick={props.onRemove}
        />
      </div>
      <OfKind {...props} />
      <div className="grid grid-cols-3 gap-3">
        <RuleNumber {...props} field="share" label="Share" suffix="%" />
        <RuleNumber {...props} field="from" label="From request" />
        <RuleNumber {...props} field="count" label="For" suffix="requests" placeholder="all" />
      </div>
    </fieldset>
  );
}

/** Numbers a kind needs, in the order they are asked for. */
const NUMBERS: Partial<Record<ChaosKind, readonly [NumberField, string, string][]>> = {
  'reset-body': [['bytes', 'Reset after', 'bytes']],
  'half-body': [['part', 'Sent of the body', '%']],
  'long-length': [
    ['extra', 'Announced too many', 'bytes'],
    ['holdMs', 'Held open for', 'ms'],
  ],
  'short-length': [['less', 'Announced too few', 'bytes']],
  drip: [
    ['bytes', 'At a time', 'bytes'],
    ['everyMs', 'Every', 'ms'],
  ],
  'drip-head': [
    ['bytes', 'At a time', 'bytes'],
    ['everyMs', 'Every', 'ms'],
  ],
  hang: [['holdMs', 'Closed after', 'ms']],
  'big-head': [['bytes', 'Size of the header', 'bytes']],
};

function OfKind(props: RuleProps) {
  const { rule, at, problems, onChange } = props;
  const problem = (field: string) => problems.get(`reply.chaos.rules.${at}.${field}`);
  const numbers = NUMBERS[rule.kind];
  if (numbers !== undefined) {
    return (
      <div className="grid grid-cols-2 gap-3">
        {numbers.map(([field, label, suffix]) => (
          <RuleNumber key={field} {...props} field={field} label={label} suffix={suffix} />
        ))}
      </div>
    );
  }
  if (rule.kind === 'status') {
    return (
      <>
        <div className="grid grid-cols-3 gap-3">
          <RuleNumber {...props} field="status" label="Status" />
          <RuleNumber
            {...props}
            field="retryAfter"
            label="Retry-After"
            suffix="s"
            placeholder="none"
          />
          {rule.retryAfter !== null && (
            <Field label="Written as">
              <Select
                value={rule.retryAs}
                onValueChange={(retryAs) => onChange({ ...rule, retryAs })}
                options={[
                  { value: 'seconds', label: 'Seconds' },
                  { value: 'date', label: 'Date' },
                ]}
              />
            </Field>
          )}
        </div>
        <Field label="Body">
          <TextArea
            mono
            rows={2}
            maxLength={10_000}
            value={rule.body}
            placeholder="empty"
            onValueChange={(body) => onChange({ ...rule, body })}
          />
        </Field>
      </>
    );
  }
  if (rule.kind === 'redirect') {
    return (
      <div className="grid grid-cols-[6rem_1fr] gap-3">
        <Field label="Status">
          <Select
            value={String(rule.status)}
            onValueChange={(status) => onChange({ ...rule, status: Number(status) })}
            options={REDIRECT_STATUSES.map((one) => ({ value: String(one), label: String(one) }))}
          />
        </Field>
        <Field label="Location" error={problem('location')}>
          <TextInput
            mono
            value={rule.location}
            placeholder="https://example.com/moved"
            onValueChange={(location) => onChange({ ...rule, location })}
          />
        </Field>
      </div>
    );
  }
  if (rule.kind === 'garbage') {
    return (
      <Field label="Sent instead of HTTP" error={problem('text')}>
        <TextInput
          mono
          maxLength={4000}
          value={rule.text}
          onValueChange={(text) => onChange({ ...rule, text })}
        />
      </Field>
    );
  }
  return null;
}

function RuleNumber(
  props: RuleProps & { field: NumberField; label: string; suffix?: string; placeholder?: string },
) {
  const { rule, at, problems, field, label, suffix, placeholder } = props;
  return (
    <Field label={label} error={problems.get(`reply.chaos.rules.${at}.${field}`)}>
      <NumberInput
        value={rule[field]}
        onValueChange={(value) => props.onChange({ ...rule, [field]: value })}
        placeholder={placeholder}
        className="!w-20"
        {...(suffix !== undefined && { suffix })}
      />
    </Field>
  );
}
