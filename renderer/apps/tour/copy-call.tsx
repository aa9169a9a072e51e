import { Copy } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy/copy-text.ts';
import { Menu } from '../../ui/menu.tsx';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { curlForPowerShell } from '../../../main/snippets/curl/curl-powershell.ts';
import { fetchSnippet } from '../../../main/snippets/languages/fetch-js.ts';
import { httpieSnippet } from '../../../main/snippets/languages/httpie.ts';
import type { SnippetRequest } from '../../../main/snippets/snippet-request.ts';
import { headersOf, type TourCall, type TourStep } from './tour-steps.ts';

const FORMS: readonly { label: string; write: (request: SnippetRequest) => string }[] = [
  { label: 'PowerShell', write: curlForPowerShell },
  { label: 'HTTPie', write: httpieSnippet },
  { label: 'fetch', write: fetchSnippet },
];

/** Copies the call of a step for a terminal or a script. */
export function CopyCall({ step, url }: { step: TourStep; url: string }) {
  const { call, curl } = step;
  if (call === null || curl === null) return null;
  const copy = (label: string, text: Promise<string>): void =>
    void text
      .then(copyText)
      .then(() => toast({ title: `Copied for ${label}`, tone: 'good' }), sayNot('Not copied'));
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" icon={<Copy size={14} />} aria-label={`Copy as: ${step.title}`}>
          Copy as
        </Button>
      }
      items={[
        { id: 'bash', label: 'bash', onSelect: () => copy('bash', Promise.resolve(curl)) },
        ...FORMS.map(({ label, write }) => ({
          id: label,
          label,
          onSelect: () => copy(label, requestOf(call, url).then(write)),
        })),
      ]}
    />
  );
}

async function requestOf(call: TourCall, url: string): Promise<SnippetRequest> {
  const { origin, pathname } = new URL(url);
  return {
    method: call.method,
    baseUrl: origin,
    target: pathname,
    headers: await headersOf(call),
    body: new TextEncoder().encode(call.body),
    bodyFile: 'body',
  };
}
