import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Settings } from '../../../preload/contract/system.ts';
import type { NoticeRule } from '../../../preload/contract/window/notices.ts';
import { api, query } from '../../api/client.ts';
import { usePrefs } from '../../api/prefs.ts';
import { queryClient } from '../../api/query-client.ts';
import { askPermission, permission, type Permission } from '../../notices/desktop-notice.ts';
import { changeRules, newRuleId, rulesOf, withRule } from '../../notices/rules.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/field.tsx';
import { sayNot } from '../../ui/say-not.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { saveWithUndo } from '../save-with-undo.ts';
import { RuleForm } from './rule-form.tsx';
import { ruleWords } from './rule-words.ts';

/** Rules of what to be told of. Those that stand ready are off until somebody wants them. */
export function Notices({ desktop }: { desktop: boolean }) {
  const prefs = usePrefs();
  const views = useQuery(query.views.list.queryOptions()).data ?? [];
  const [editing, setEditing] = useState<NoticeRule | null>(null);
  const [allowed, setAllowed] = useState<Permission>(permission);
  if (prefs === undefined) return <Spinner label="Loading the rules" />;
  const rules = rulesOf(prefs);

  const save = (title: string, rule: NoticeRule): void => {
    // The browser asks for leave only while a click is being done.
    if (rule.on && rule.how.desktop) void askPermission().then(setAllowed);
    setEditing(null);
    saveWithUndo(
      title,
      () => changeRules((now) => withRule(now, rule)),
      () => changeRules(() => rules),
    );
  };
  const remove = (rule: NoticeRule): void =>
    saveWithUndo(
      `Deleted “${rule.name}”`,
      () => changeRules((now) => now.filter(({ id }) => id !== rule.id)),
      () => changeRules(() => rules),
    );
  const isNew = editing !== null && !rules.some(({ id }) => id === editing.id);
  return (
    <>
      <p className="text-muted">
        Each rule tells once in 5 seconds at most; the rest is counted. All are at the flag in the
        status bar.
      </p>
      <Leave allowed={allowed} wanted={rules.some(({ on, how }) => on && how.desktop)} />
      <ul
        aria-label="Notice rules"
        className="divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {rules.map((rule) =>
          editing?.id === rule.id ? (
            <li key={rule.id} className="p-3">
              <RuleForm
                rule={editing}
                views={views}
                onSave={(next) => save(`Saved “${next.name}”`, next)}
                onCancel={() => setEditing(null)}
              />
            </li>
          ) : (
            <li key={rule.id} className="flex flex-wrap items-center gap-2 px-3 py-2">
              <Switch
                label={rule.name}
                hideLabel
                checked={rule.on}
                onCheckedChange={(on) =>
                  save(`${rule.name}: ${on ? 'on' : 'off'}`, { ...rule, on })
                }
              />
              <span className="min-w-48 flex-1">
                <span className="block break-words">{rule.name}</span>
                <span className="block text-sm break-words text-muted">
                  {ruleWords(rule, views)}
                </span>
              </span>
              <Button
                size="sm"
                variant="ghost"
                aria-label={`Edit ${rule.name}`}
                onClick={() => setEditing(rule)}
              >
                Edit
              </Button>
              <Button
                size="sm"
                variant="ghost"
                aria-label={`Delete ${rule.name}`}
                onClick={() => remove(rule)}
              >
                Delete
              </Button>
            </li>
          ),
        )}
      </ul>
      {isNew ? (
        <div className="rounded-lg border border-line bg-surface p-3">
          <RuleForm
            rule={editing}
            views={views}
            onSave={(next) => save(`Created “${next.name}”`, next)}
            onCancel={() => setEditing(null)}
          />
        </div>
      ) : (
        <Button className="self-start" onClick={() => setEditing(freshRule())}>
          New rule
        </Button>
      )}
      {desktop && <OnArrival />}
    </>
  );
}

const freshRule = (): NoticeRule => ({
  id: newRuleId(),
  name: '',
  on: true,
  of: { kind: 'search', search: '' },
  when: { kind: 'each' },
  how: { desktop: true, sound: false, badge: true },
});

/** Says that the browser does not show what a rule asks for, and who can change that. */
function Leave({ allowed, wanted }: { allowed: Permission; wanted: boolean }) {
  if (!wanted || allowed === 'granted' || allowed === 'unknown') return null;
  return (
    <p role="status" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
      {allowed === 'blocked'
        ? 'This browser blocks notifications of this page. Allow them in its settings for this site.'
        : 'This browser has no notifications. Notices are at the flag in the status bar.'}
    </p>
  );
}

/** Of the desktop app: every arrival, while its window is not in front. */
function OnArrival() {
  const settings = useQuery(query.system.settings.queryOptions()).data;
  const save = useMutation({
    mutationFn: (next: Settings) => api.system.saveSettings(next),
    onSuccess: (saved) => queryClient.setQueryData(query.system.settings.queryKey(), saved),
    onError: sayNot('Not saved'),
  });
  if (settings === undefined) return null;
  return (
    <Switch
      label="Notify on arrival"
      help="A desktop notification of every capture when the window is not in front."
      checked={settings.notifyOnArrival}
      onCheckedChange={(notifyOnArrival) => save.mutate({ ...settings, notifyOnArrival })}
    />
  );
}
