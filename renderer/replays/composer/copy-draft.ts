import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { api } from '../../api/client.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { downloadBytes } from '../../ui/platform/download.ts';
import { toast } from '../../ui/toast.tsx';
import { targetOf } from '../../wire/pasted/pasted-request.ts';
import { curlForBash } from '../../wire/snippets/curl-bash.ts';
import { curlForPowerShell } from '../../wire/snippets/curl-powershell.ts';
import { fetchSnippet } from '../../wire/snippets/fetch-js.ts';
import { hideFields } from '../../wire/snippets/hide-fields.ts';
import { httpieSnippet } from '../../wire/snippets/httpie.ts';
import { rawHttp } from '../../wire/snippets/raw-http.ts';
import type { SnippetRequest } from '../../wire/snippets/snippet-request.ts';
import { decodeUtf8, readBody } from '../edit/edit-body.ts';
import type { Draft, Original } from '../edit/edit-draft.ts';
import { fetchPreview, type ToPreview } from './use-preview.ts';

/** The forms of a request that can be copied. */
export const COPY_WAYS = [
  { id: 'curl', label: 'curl for bash' },
  { id: 'powershell', label: 'curl for PowerShell' },
  { id: 'fetch', label: 'fetch' },
  { id: 'httpie', label: 'HTTPie' },
  { id: 'raw', label: 'raw HTTP' },
] as const;
export type CopyWay = (typeof COPY_WAYS)[number]['id'];

const SNIPPETS: Record<Exclude<CopyWay, 'raw'>, (request: SnippetRequest) => string> = {
  curl: curlForBash,
  powershell: curlForPowerShell,
  fetch: fetchSnippet,
  httpie: httpieSnippet,
};

export interface ToCopy {
  toSend: ToPreview;
  draft: Draft;
  original: Original;
  capture: CaptureDetail | undefined;
}

const HIDDEN = /•{8}|\*{4}/;

/** Copies what would be sent, signed as it would be now. Nothing is sent. */
export async function copyDraft(way: CopyWay, of: ToCopy): Promise<void> {
  const { url, headers, signature } = await fetchPreview(of.toSend);
  const { bytes: body, hidden } = hideFields(await bodyToSend(of), signature.secretFields);
  const { method } = of.draft;
  const target = targetOf(url);
  const label = COPY_WAYS.find(({ id }) => id === way)?.label ?? way;
  const hides = hidden || HIDDEN.test(url) || headers.some(([, value]) => HIDDEN.test(value));
  const said = hides
    ? { description: 'Backstitch hides a secret in it. Put it in place of •••• or ****.' }
    : {};
  if (way !== 'raw') {
    const baseUrl = url.slice(0, url.length - target.length);
    const bodyFile = 'request-body.bin';
    await copyText(SNIPPETS[way]({ method, baseUrl, target, headers, body, bodyFile }));
    toast({ title: `Copied as ${label}`, ...said });
    return;
  }
  const bytes = rawHttp({ method, target, httpVersion: '1.1', headers, trailers: [] }, body);
  const text = decodeUtf8(bytes);
  if (text !== null) {
    await copyText(text);
    toast({ title: `Copied as ${label}`, ...said });
    return;
  }
  downloadBytes(bytes, 'request.http');
  const description = 'It contains bytes that the clipboard would change.';
  toast({ title: 'Saved as a file', description });
}

/** The body that would go out: the edited one, or the captured one with all that was asked for. */
async function bodyToSend({ toSend, draft, original, capture }: ToCopy): Promise<Uint8Array> {
  if (toSend.edit?.body !== undefined) return bytesOf(toSend.edit.body);
  const read = readBody(draft.body);
  const isHere = read.ok && read.bytes !== null;
  const body =
    isHere || capture === undefined
      ? original.body
      : await bytesOf(await api.captures.body({ id: capture.id }));
  if (toSend.options.bytes !== 'everything' || !capture?.surplus) return body;
  const rest = await bytesOf(await api.captures.body({ id: capture.id, of: 'surplus' }));
  return bytesOf(new Blob([new Uint8Array(body), rest]));
}

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer());
