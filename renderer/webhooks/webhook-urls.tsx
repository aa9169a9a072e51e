import type { WebhookWhole } from '../../preload/contract/apps/webhooks.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { curlOf } from './curl-of.ts';

/** Where a webhook answers, and a call to try it with. */
export function WebhookUrls({ webhook }: { webhook: WebhookWhole }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Url label={webhook.publicUrl === null ? 'Local' : 'Public'} url={webhook.url} />
      <Url label="Short" url={webhook.aliasUrl} />
      <CopyButton label="Copy as curl" text="Copy as curl" getText={() => curlOf(webhook)} />
    </div>
  );
}

function Url({ label, url }: { label: string; url: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="text-sm text-muted">{label}</span>
      <span className="wire min-w-0 truncate" title={url}>
        {url}
      </span>
      <CopyButton label={`Copy the ${label.toLowerCase()} URL`} getText={() => url} />
    </span>
  );
}
