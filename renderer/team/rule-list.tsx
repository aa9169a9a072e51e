import { Plus, X } from 'lucide-react';
import type { TeamRule } from '../../preload/contract/team.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Field, Select, TextInput } from '../ui/field.tsx';

const PLACES: { value: TeamRule['place']; label: string; example: string }[] = [
  { value: 'header', label: 'Header', example: 'X-Customer' },
  { value: 'query', label: 'Query value', example: 'email' },
  { value: 'json', label: 'Field of JSON', example: 'customer.email' },
];
const MOST = 100;

/** What is cut besides, by rules of one's own. */
export function RuleList(props: { rules: TeamRule[]; onChange: (rules: TeamRule[]) => void }) {
  const { rules, onChange } = props;
  const change = (at: number, part: Partial<TeamRule>): void =>
    onChange(rules.map((rule, n) => (n === at ? { ...rule, ...part } : rule)));
  return (
    <fieldset className="m-0 flex min-w-0 flex-col gap-2 border-0 p-0">
      <legend className="pb-1 text-sm font-medium">Rules of your own</legend>
      {rules.map((rule, at) => (
        // Rows have no name of their own: what stands in one is being typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="flex items-center gap-2">
          <Field label={`Where, rule ${at + 1}`} hideLabel className="w-36 shrink-0">
            <Select
              value={rule.place}
              onValueChange={(place) => change(at, { place })}
              options={PLACES}
            />
          </Field>
          <Field label={`Name, rule ${at + 1}`} hideLabel className="min-w-0 flex-1">
            <TextInput
              mono
              maxLength={200}
              value={rule.name}
              placeholder={PLACES.find(({ value }) => value === rule.place)?.example}
              onValueChange={(name) => change(at, { name })}
            />
          </Field>
          <IconButton
            label={`Remove rule ${at + 1}`}
            icon={<X size={14} />}
            onClick={() => onChange(rules.filter((_, n) => n !== at))}
          />
        </div>
      ))}
      {rules.length < MOST && (
        <Button
          size="sm"
          className="self-start"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => onChange([...rules, { place: 'header', name: '' }])}
        >
          Add a rule
        </Button>
      )}
    </fieldset>
  );
}
