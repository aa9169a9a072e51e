import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Status } from '../../preload/contract/system.ts';
import {
  SETTINGS_NAMES,
  SETTINGS_PARTS,
  type SettingsPart,
} from '../../preload/rules/settings-parts.ts';
import { query } from '../api/client.ts';
import { formatRoute, useRoute } from '../navigation/route.ts';
import { ProjectSettings } from '../project/project-settings.tsx';
import { TeamPanel } from '../team/team-panel.tsx';
import { TunnelPanel } from '../tunnel/tunnel-panel.tsx';
import { cx } from '../ui/cx.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Agents } from './agents/agents.tsx';
import { About } from './about.tsx';
import { AllowedHosts } from './allowed-hosts.tsx';
import { Appearance } from './appearance.tsx';
import { Browsers } from './browsers.tsx';
import { KeysSection } from './keys/keys-section.tsx';
import { Limits } from './limits/limits.tsx';
import { Notices } from './notices/notices.tsx';
import { Storage } from './storage.tsx';
import { Traces } from './traces/traces.tsx';
import { FoundSettings } from './settings-search.tsx';

/** What can be set once and left alone: a list of parts, and one of them. Saved at once. */
export function SettingsPage() {
  const route = useRoute();
  const part = (route.page === 'settings' ? route.section : undefined) ?? 'appearance';
  const status = useQuery(query.system.status.queryOptions());
  const [typed, setTyped] = useState('');
  const [typedAt, setTypedAt] = useState(part);
  // What was found leads to its part: the part is shown then.
  if (typedAt !== part) {
    setTypedAt(part);
    setTyped('');
  }
  // The desktop app has no browsers that sign in.
  const parts = SETTINGS_PARTS.filter(
    (one) => one !== 'browsers' || status.data?.face !== 'desktop',
  );
  return (
    <PageFrame title="Settings">
      <div className="flex w-full flex-col md:flex-row">
        <div className="flex shrink-0 flex-col gap-2 px-4 pt-4 sm:px-6 md:w-60 md:pr-0">
          <Field label="Find a setting" hideLabel>
            <TextInput
              type="search"
              placeholder="Find a setting"
              value={typed}
              onValueChange={setTyped}
            />
          </Field>
          <nav aria-label="Settings" className="flex flex-wrap gap-1 md:flex-col">
            {parts.map((one) => (
              <a
                key={one}
                href={formatRoute({ page: 'settings', section: one })}
                onClick={() => setTyped('')}
                aria-current={one === part && typed === '' ? 'page' : undefined}
                className={cx(
                  'rounded-md px-2.5 py-1.5 font-medium',
                  one === part && typed === ''
                    ? 'bg-selected text-accent-ink'
                    : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                {SETTINGS_NAMES[one]}
              </a>
            ))}
          </nav>
        </div>
        <div className="flex w-full max-w-[48rem] min-w-0 flex-col gap-4 px-4 pt-4 pb-24 sm:px-6">
          {typed.trim() === '' ? (
            <>
              <h2 className="text-lg font-semibold">{SETTINGS_NAMES[part]}</h2>
              {status.data ? (
                <Part key={part} part={part} status={status.data} />
              ) : status.error ? (
                <Problem error={status.error} onRetry={() => void status.refetch()} />
              ) : (
                <Spinner label="Loading settings" />
              )}
            </>
          ) : (
            <FoundSettings typed={typed} shown={parts} />
          )}
        </div>
      </div>
    </PageFrame>
  );
}

function Part({ part, status }: { part: SettingsPart; status: Status }): ReactNode {
  switch (part) {
    case 'appearance':
      return <Appearance />;
    case 'keys':
      return <KeysSection face={status.face} />;
    case 'notices':
      return <Notices desktop={status.face === 'desktop'} />;
    case 'limits':
      return <Limits />;
    case 'hosts':
      return (
        <>
          <p className="text-muted">
            Replays may always go to this computer. Backstitch asks once for every other host.
          </p>
          <AllowedHosts />
        </>
      );
    case 'agents':
      return <Agents status={status} />;
    case 'project':
      return <ProjectSettings />;
    case 'traces':
      return <Traces />;
    case 'browsers':
      return (
        <>
          <p className="text-muted">
            A browser stays signed in until it has not been used for 30 days.
          </p>
          <Browsers />
        </>
      );
    case 'tunnel':
      return <TunnelPanel />;
    case 'team':
      return <TeamPanel />;
    case 'storage':
      return <Storage status={status} />;
    case 'about':
      return <About status={status} />;
  }
}
