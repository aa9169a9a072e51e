import { TriangleAlert } from 'lucide-react';
import type { WebhookView } from '../../preload/contract/apps/webhooks.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatPlural } from '../ui/format.ts';
import { VALIDATION_WORDS } from './webhook-draft.ts';
import { RUN_AS_WORDS, runAsKind } from '../functions/run-as.ts';

/** How a webhook is named in the address of the page. */
export const itemOf = ({ service, name }: { service: string; name: string }): string =>
  `${service}/${name}`;

/** One webhook in a list: what it takes, who may call it, and its URL to copy. */
export function WebhookRow({ webhook }: { webhook: WebhookView }) {
  const { appId, problem } = webhook;
  return (
    <div className="flex items-center gap-3 px-3 py-2 hover:bg-hover">
      <a
        href={formatRoute({ page: 'apps', appId, part: 'services', item: itemOf(webhook) })}
        className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1"
      >
        <span className="wire w-14 shrink-0 text-sm text-muted">{webhook.httpMethod}</span>
        <span className="min-w-28 flex-1 truncate font-medium">{webhook.name}</span>
        {problem !== null && (
          <Badge tone="bad" title={problem}>
            <TriangleAlert size={12} aria-hidden /> Cannot run
          </Badge>
        )}
        {webhook.validation === 'NO_VALIDATION' ? (
          <Badge tone="neutral">Not validated</Badge>
        ) : (
          <Badge tone="good">{VALIDATION_WORDS[webhook.validation]}</Badge>
        )}
        <span className="hidden w-44 shrink-0 truncate text-sm text-muted lg:block">
          {RUN_AS_WORDS[runAsKind({ ...webhook, runAsUserIdScriptSource: '' })]}
        </span>
        <span className="w-24 shrink-0 text-right text-sm text-muted tabular-nums">
          {formatPlural(webhook.captureCount, 'capture')}
        </span>
      </a>
      <CopyButton label={`Copy the URL of ${webhook.name}`} getText={() => webhook.url} />
    </div>
  );
}
