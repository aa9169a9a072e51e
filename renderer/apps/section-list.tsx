import { TriangleAlert } from 'lucide-react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { formatRoute, navigate, type AppPart } from '../navigation/route.ts';
import { cx } from '../ui/cx.ts';
import { Field, Select } from '../ui/field.tsx';
import { PART_GROUPS, PART_WORDS } from './app-words.ts';

const routeOf = (app: AppSummary, part: AppPart) =>
  ({ page: 'apps', appId: app.id, part, item: null }) as const;

/** The sections of an app, at the left of what is open. */
export function SectionList({ app, part }: { app: AppSummary; part: AppPart }) {
  return (
    <nav
      aria-label="Sections of the app"
      className="flex w-52 shrink-0 flex-col gap-4 overflow-auto border-r border-line px-2 py-3"
    >
      {PART_GROUPS.map(({ label, parts }) => (
        <section key={label} aria-label={label}>
          <p className="px-2 pb-1 text-xs font-medium text-muted" aria-hidden>
            {label}
          </p>
          <ul>
            {parts.map((one) => (
              <li key={one}>
                <a
                  href={formatRoute(routeOf(app, one))}
                  aria-current={one === part ? 'page' : undefined}
                  className={cx(
                    'flex h-8 items-center gap-2 rounded-md px-2 font-medium outline-offset-[-2px]',
                    one === part
                      ? 'bg-selected text-ink'
                      : 'text-muted hover:bg-hover hover:text-ink',
                  )}
                >
                  <span className="min-w-0 flex-1 truncate">{PART_WORDS[one]}</span>
                  {one === 'overview' && <Problems count={app.counts.problems} />}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** The same above what is open, where there is no room at its left. */
export function SectionSelect({ app, part }: { app: AppSummary; part: AppPart }) {
  return (
    <nav aria-label="Sections of the app" className="shrink-0 border-b border-line px-4 py-2">
      <Field label="Section" hideLabel className="block max-w-72">
        <Select
          value={part}
          onValueChange={(next) => navigate(routeOf(app, next))}
          options={PART_GROUPS.flatMap(({ label, parts }) =>
            parts.map((value) => ({ value, label: `${label}: ${PART_WORDS[value]}` })),
          )}
        />
      </Field>
    </nav>
  );
}

function Problems({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="flex items-center gap-0.5 text-xs text-warn">
      <TriangleAlert size={12} aria-hidden />
      {count}
      <span className="sr-only"> problems</span>
    </span>
  );
}
