import { useQuery } from '@tanstack/react-query';
import { Check, Circle } from 'lucide-react';
import { query } from '../api/client.ts';
import { usePrefs } from '../api/prefs.ts';
import { formatRoute, type Route } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { readStart, saveStart } from './start-prefs.ts';

/** What to try on the first day, ticked by what was done; goes when all is done, or it is hidden. */
export function NextList({ onLeave }: { onLeave: () => void }) {
  const prefs = usePrefs();
  const steps = useSteps();
  if (prefs === undefined || steps === undefined) return null;
  const start = readStart(prefs);
  if (start.hidden || steps.every(({ done }) => done)) return null;
  return (
    <section
      aria-labelledby="start-here"
      className="mt-2 mb-5 rounded-lg border border-line bg-canvas px-3 py-2"
    >
      <div className="flex items-center gap-2">
        <h3 id="start-here" className="flex-1 font-semibold">
          Start here
        </h3>
        <Button
          size="sm"
          variant="ghost"
          onClick={() => void saveStart({ ...start, hidden: true })}
        >
          Hide
        </Button>
      </div>
      <ul>
        {steps.map(({ title, done, route }) => (
          <li key={title} className="flex min-h-7 items-center gap-2">
            {done ? (
              <Check size={14} role="img" aria-label="Done" className="shrink-0 text-good" />
            ) : (
              <Circle size={14} role="img" aria-label="Open" className="shrink-0 text-faint" />
            )}
            <a
              href={formatRoute(route)}
              onClick={onLeave}
              className={done ? 'text-muted line-through' : 'text-accent-ink hover:underline'}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Step {
  title: string;
  done: boolean;
  route: Route;
}

/** What was done, by what is there; undefined until it is known. */
function useSteps(): Step[] | undefined {
  // Asked each time the list is shown: not everything that is done here is told of.
  const fresh = { staleTime: 0 };
  const search = 'sig:ok';
  const verified = useQuery({
    ...query.captures.count.queryOptions({ input: { search } }),
    ...fresh,
  }).data;
  const endpoints = useQuery({ ...query.endpoints.list.queryOptions(), ...fresh }).data;
  const views = useQuery({ ...query.views.list.queryOptions(), ...fresh }).data;
  const runs = useQuery({
    ...query.functions.runs.queryOptions({ input: { limit: 1 } }),
    ...fresh,
  }).data;
  const loads = useQuery({ ...query.integrations.summaries.queryOptions(), ...fresh }).data;
  if (!verified || !endpoints || !views || !runs || !loads) return undefined;
  return [
    {
      title: 'Enter a secret, so that a signature is verified',
      done: verified.count > 0,
      route: { page: 'endpoints', id: null },
    },
    {
      title: 'Make an endpoint that fails twice',
      done: endpoints.some(({ reply }) => reply.failFirst.count >= 2),
      route: { page: 'endpoints', id: null },
    },
    {
      title: 'Save a view',
      done: views.some(({ builtIn }) => !builtIn),
      route: { page: 'captures', id: null },
    },
    {
      title: 'Run a function',
      done: runs.items.length > 0,
      route: { page: 'apps', appId: null, part: 'overview', item: null },
    },
    {
      title: 'Load events into a table',
      done: loads.some(({ rows }) => rows > 0),
      route: { page: 'integrations', id: null, part: 'rows' },
    },
  ];
}
