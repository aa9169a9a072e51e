import { useState } from 'react';
import type { View } from '../../../preload/contract/captures/views.ts';
import type { NoticeRule } from '../../../preload/contract/window/notices.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Field, NumberInput, Select, TextInput } from '../../ui/field.tsx';
import { type Of, OF_LABELS, WHEN_LABELS } from './rule-words.ts';

const KINDS = Object.keys(OF_LABELS) as Of[];
const WHENS = Object.keys(WHEN_LABELS) as NoticeRule['when']['kind'][];

/** A rule as it is written: what it tells of, when, and how. */
export function RuleForm(props: {
  rule: NoticeRule;
  views: readonly View[];
  onSave: (rule: NoticeRule) => void;
  onCancel: () => void;
}) {
  const { views } = props;
  const [rule, setRule] = useState(props.rule);
  const [tried, setTried] = useState(false);
  const { of, when, how } = rule;
  const name = rule.name.trim() === '' ? nameOf(of, views) : rule.name.trim();
  const noSearch = of.kind === 'search' && of.search.trim() === '';
  const badCount = when.kind === 'more' && !isWithin(when.count, 10_000);
  const badMinutes = when.kind === 'more' && !isWithin(when.minutes, 1440);
  return (
    <form
      aria-label="Notice rule"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!noSearch && !badCount && !badMinutes) props.onSave({ ...rule, name });
      }}
    >
      <Field label="Tell of">
        <Select
          value={of.kind}
          options={KINDS.filter((kind) => kind !== 'view' || views.length > 0).map((kind) => ({
            value: kind,
            label: OF_LABELS[kind],
          }))}
          onValueChange={(kind) => setRule({ ...rule, of: freshOf(kind, views) })}
        />
      </Field>
      {of.kind === 'search' && (
        <Field label="Search" error={tried && noSearch ? 'Enter a search.' : undefined}>
          <TextInput
            mono
            value={of.search}
            maxLength={2000}
            placeholder="provider:stripe -status:2xx"
            onValueChange={(search) => setRule({ ...rule, of: { kind: 'search', search } })}
          />
        </Field>
      )}
      {of.kind === 'view' && (
        <Field label="View">
          <Select
            value={of.view}
            options={views.map((view) => ({ value: view.id, label: view.name }))}
            onValueChange={(view) => setRule({ ...rule, of: { kind: 'view', view } })}
          />
        </Field>
      )}
      <Field label="When">
        <Select
          value={when.kind}
          options={WHENS.map((kind) => ({ value: kind, label: WHEN_LABELS[kind] }))}
          onValueChange={(kind) =>
            setRule({ ...rule, when: kind === 'more' ? { kind, count: 10, minutes: 5 } : { kind } })
          }
        />
      </Field>
      {when.kind === 'more' && (
        <div className="flex flex-wrap gap-3">
          <Field label="Count" error={badCount ? 'Choose 1 to 10,000.' : undefined}>
            <NumberInput
              className="max-w-28"
              value={when.count}
              onValueChange={(count) => setRule({ ...rule, when: { ...when, count: count ?? 0 } })}
            />
          </Field>
          <Field label="Within" error={badMinutes ? 'Choose 1 to 1,440.' : undefined}>
            <NumberInput
              className="max-w-28"
              suffix="minutes"
              value={when.minutes}
              onValueChange={(minutes) =>
                setRule({ ...rule, when: { ...when, minutes: minutes ?? 0 } })
              }
            />
          </Field>
        </div>
      )}
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="mb-1 text-sm font-medium">How</legend>
        <Checkbox
          label="Desktop notification"
          checked={how.desktop}
          onCheckedChange={(desktop) => setRule({ ...rule, how: { ...how, desktop } })}
        />
        <Checkbox
          label="Sound"
          checked={how.sound}
          onCheckedChange={(sound) => setRule({ ...rule, how: { ...how, sound } })}
        />
        <Checkbox
          label="Count in the title"
          checked={how.badge}
          onCheckedChange={(badge) => setRule({ ...rule, how: { ...how, badge } })}
        />
      </fieldset>
      <Field label="Name">
        <TextInput
          value={rule.name}
          maxLength={80}
          placeholder={name}
          onValueChange={(next) => setRule({ ...rule, name: next })}
        />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary">
          Save
        </Button>
        <Button onClick={props.onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

const isWithin = (n: number, most: number): boolean => Number.isInteger(n) && n >= 1 && n <= most;

function freshOf(kind: Of, views: readonly View[]): NoticeRule['of'] {
  const [first] = views;
  if (kind === 'view' && first !== undefined) return { kind, view: first.id };
  return kind === 'search' || kind === 'view' ? { kind: 'search', search: '' } : { kind };
}

/** What a rule is called that nobody named. */
function nameOf(of: NoticeRule['of'], views: readonly View[]): string {
  if (of.kind === 'search') return of.search.trim().slice(0, 80) || 'New rule';
  if (of.kind !== 'view') return OF_LABELS[of.kind];
  return views.find(({ id }) => id === of.view)?.name ?? OF_LABELS.view;
}
