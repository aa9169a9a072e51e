import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { toast } from '../../ui/toast.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';
import { bodyFileName } from '../body/file-name.ts';
import { curlForBash } from '../../wire/snippets/curl-bash.ts';
import { curlForPowerShell } from '../../wire/snippets/curl-powershell.ts';
import { fetchSnippet } from '../../wire/snippets/fetch-js.ts';
import { hideFields } from '../../wire/snippets/hide-fields.ts';
import { httpieSnippet } from '../../wire/snippets/httpie.ts';
import { rawHttp } from '../../wire/snippets/raw-http.ts';
import type { SnippetRequest } from '../../wire/snippets/snippet-request.ts';

async function bodyOf(detail: CaptureDetail): Promise<Uint8Array<ArrayBuffer>> {
  if (detail.sizeBytes === 0) return new Uint8Array();
  const blob = await api.captures.body({ id: detail.id, of: 'request' });
  return new Uint8Array(await blob.arrayBuffer());
}

/** The body without what its sender sends as a secret in it; the sender's table knows where. */
async function sharedBody(detail: CaptureDetail): Promise<ReturnType<typeof hideFields>> {
  const bytes = await bodyOf(detail);
  if (bytes.length === 0 || detail.provider === null) return { bytes, hidden: false };
  const { signature } = await api.replays.preview({ captureId: detail.id });
  return hideFields(bytes, signature.secretFields);
}

async function requestOf(id: CaptureId): Promise<SnippetRequest & { hidden: boolean }> {
  const [detail, status] = await Promise.all([api.captures.get({ id }), api.system.status()]);
  const { bytes: body, hidden } = await sharedBody(detail);
  return {
    hidden,
    method: detail.method,
    baseUrl: status.intakeUrl.replace(/\/+$/, ''),
    target: detail.target,
    headers: detail.headers,
    body,
    bodyFile: bodyFileName(id, detail.contentType),
  };
}

const HIDDEN = 'Backstitch hides a secret in the body. Put it in place of ****.';

/** Stands for a token or a secret in a kept target. */
const MASKED = /[/=]\*{4}/;

async function copySnippet(
  id: CaptureId,
  make: (request: SnippetRequest) => string,
  what: string,
): Promise<void> {
  const request = await requestOf(id);
  await copyText(make(request));
  const description = MASKED.test(request.target)
    ? 'Backstitch does not keep the secret of this URL. Put it in place of ****.'
    : request.hidden
      ? HIDDEN
      : undefined;
  toast({ title: `Copied as ${what}`, description });
}

/** Copies a curl command for bash that sends this capture to the intake again. */
export function copyAsCurl(id: CaptureId): Promise<void> {
  return copySnippet(id, curlForBash, 'curl');
}

export function copyAsPowerShell(id: CaptureId): Promise<void> {
  return copySnippet(id, curlForPowerShell, 'curl for PowerShell');
}

export function copyAsFetch(id: CaptureId): Promise<void> {
  return copySnippet(id, fetchSnippet, 'fetch');
}

export function copyAsHttpie(id: CaptureId): Promise<void> {
  return copySnippet(id, httpieSnippet, 'HTTPie');
}

/** Copies the id that the sender gave the event. */
export async function copyEventIdOf(id: CaptureId): Promise<void> {
  const { items } = await api.captures.list({
    search: `id:${id}`,
    limit: 1,
    columns: ['deliveryId'],
  });
  const eventId = items[0]?.extra?.['deliveryId'];
  if (eventId === undefined) {
    toast({ title: 'No event id', description: 'The sender gave this event none that is known.' });
    return;
  }
  await copyText(eventId);
  toast({ title: 'Copied the event id' });
}

function asText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: a clipboard of text would change it.
    return null;
  }
}

/** Copies the message as text; one that text cannot hold is saved as a file instead. */
export async function copyAsRawHttp(id: CaptureId): Promise<void> {
  const detail = await api.captures.get({ id });
  const { bytes: body, hidden } = await sharedBody(detail);
  const bytes = rawHttp(detail, body);
  const text = asText(bytes);
  if (text === null) {
    downloadBytes(bytes, `capture-${id}.http`);
    toast({
      title: 'Saved as a file',
      description: 'It contains bytes that the clipboard would change.',
    });
    return;
  }
  await copyText(text);
  toast({ title: 'Copied as raw HTTP', description: hidden ? HIDDEN : undefined });
}

export async function downloadBody(detail: CaptureDetail): Promise<void> {
  downloadBytes(await bodyOf(detail), bodyFileName(detail.id, detail.contentType));
}
