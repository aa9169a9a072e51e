import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { type Contrast, CONTRASTS, type Theme, THEMES, useTheme } from '../ui/platform/theme.ts';
import { Field, Select } from '../ui/field.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { AllowedHosts } from './allowed-hosts.tsx';
import { Browsers } from './browsers.tsx';
import { LimitsForm } from './limits-form.tsx';
import { Section } from '../ui/section.tsx';

/** What can be set once and left alone. */
export function SettingsPage() {
  const settings = useQuery(query.system.settings.queryOptions());
  const status = useQuery(query.system.status.queryOptions());
  return (
    <PageFrame title="Settings">
      <div className="flex w-full max-w-[45rem] flex-col gap-8 px-4 py-6 sm:px-6 [&>section:first-child]:border-t-0 [&>section:first-child]:pt-0">
        <Section title="Appearance">
          <ThemeField />
          <ContrastField />
        </Section>
        {settings.data ? (
          <LimitsForm settings={settings.data} desktop={status.data?.face === 'desktop'} />
        ) : settings.error ? (
          <Problem error={settings.error} onRetry={() => void settings.refetch()} />
        ) : (
          <Spinner label="Loading settings" />
        )}
        <Section
          title="Allowed hosts"
          help="Replays may always go to this computer. Backstitch asks once for every other host."
        >
          <AllowedHosts />
        </Section>
        {status.data?.face === 'browser' && (
          <Section
            title="Browsers"
            help="A browser stays signed in until it has not been used for 30 days."
          >
            <Browsers />
          </Section>
        )}
        {status.data && (
          <Section title="About">
            <dl className="grid grid-cols-[8rem_1fr] gap-y-1">
              <dt className="text-muted">Version</dt>
              <dd>{status.data.version}</dd>
              <dt className="text-muted">Data directory</dt>
              <dd className="wire break-all select-all">{status.data.dataDir}</dd>
            </dl>
          </Section>
        )}
      </div>
    </PageFrame>
  );
}

const THEME_LABELS: Record<Theme, string> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
};

function ThemeField() {
  const theme = useTheme((s) => s.theme);
  const setTheme = useTheme((s) => s.setTheme);
  return (
    <Field label="Theme">
      <Select
        className="max-w-56"
        value={theme}
        onValueChange={setTheme}
        options={THEMES.map((value) => ({ value, label: THEME_LABELS[value] }))}
      />
    </Field>
  );
}

const CONTRAST_LABELS: Record<Contrast, string> = {
  system: 'System',
  normal: 'Normal',
  more: 'High',
};

function ContrastField() {
  const contrast = useTheme((s) => s.contrast);
  const setContrast = useTheme((s) => s.setContrast);
  return (
    <Field label="Contrast">
      <Select
        className="max-w-56"
        value={contrast}
        onValueChange={setContrast}
        options={CONTRASTS.map((value) => ({ value, label: CONTRAST_LABELS[value] }))}
      />
    </Field>
  );
}
