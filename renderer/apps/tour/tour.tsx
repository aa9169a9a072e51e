import { useQuery } from '@tanstack/react-query';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { query } from '../../api/client.ts';
import { formatRoute, type AppPart } from '../../navigation/route.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { isSampleApp, tourSteps } from './tour-steps.ts';

/** A walk through the sample app: calls to make, and where to look at what came of them. */
export function Tour({ app }: { app: AppSummary }) {
  const webhooks = useQuery({
    ...query.webhooks.list.queryOptions({ input: { appId: app.id } }),
    enabled: isSampleApp(app),
  });
  if (!isSampleApp(app) || webhooks.data === undefined) return null;
  const at = (part: AppPart, item: string | null): string =>
    formatRoute({ page: 'apps', appId: app.id, part, item });
  const steps = tourSteps((name) => webhooks.data.find((one) => one.name === name)?.aliasUrl);
  return (
    <details open className="rounded-lg border border-line bg-surface px-4 py-3">
      <summary className="cursor-default font-semibold">Five-minute tour</summary>
      <ol className="flex list-decimal flex-col gap-3 pt-3 pl-5">
        {steps.map((step) => (
          <li key={step.title}>
            <p className="font-medium">{step.title}</p>
            <p className="text-muted">
              {step.text}{' '}
              <a
                className="text-accent-ink underline"
                href={
                  step.look.page === 'captures'
                    ? formatRoute({ page: 'captures', id: null })
                    : at(step.look.part, step.look.item)
                }
              >
                {step.look.words}
              </a>
            </p>
            {step.curl !== null && (
              <div className="mt-1 flex items-start gap-2">
                <pre className="wire min-w-0 flex-1 overflow-x-auto rounded-md border border-line bg-ground p-2 whitespace-pre-wrap break-all">
                  {step.curl}
                </pre>
                <CopyButton
                  label={`Copy the call: ${step.title}`}
                  getText={() => step.curl ?? ''}
                />
              </div>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
