import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { api } from '../../api/client.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { downloadBytes } from '../../ui/platform/download.ts';
import { toast } from '../../ui/toast.tsx';
import { targetOf } from '../../wire/pasted/pasted-request.ts';
import { hideFields } from '../../../main/snippets/hide-fields.ts';
import { snippetLabel, type SnippetLanguage } from '../../../preload/rules/snippet-languages.ts';
import { readBody } from '../edit/edit-body.ts';
import type { Draft, Original } from '../edit/edit-draft.ts';
import { fetchPreview, type ToPreview } from './use-preview.ts';

export interface ToCopy {
  toSend: ToPreview;
  draft: Draft;
  original: Original;
  capture: CaptureDetail | undefined;
}

const HIDDEN = /•{8}|\*{4}/;

/** Copies what would be sent, signed as it would be now. Nothing is sent. */
export async function copyDraft(language: SnippetLanguage, of: ToCopy): Promise<void> {
  const { url, headers, signature } = await fetchPreview(of.toSend);
  const { bytes: body, hidden } = hideFields(await bodyToSend(of), signature.secretFields);
  const { method } = of.draft;
  const target = targetOf(url);
  const hides = hidden || HIDDEN.test(url) || headers.some(([, value]) => HIDDEN.test(value));
  const notes = hides ? ['Backstitch hides a secret in it. Put it in place of ****.'] : [];
  const baseUrl = url.slice(0, url.length - target.length);
  // Thirteen forms weigh: they come once one is asked for.
  const { writeSnippet } = await import('../../../main/snippets/snippets.ts');
  const { text, files, warnings } = writeSnippet(
    language,
    { method, baseUrl, target, headers, body, bodyFile: 'request-body.bin' },
    notes,
  );
  for (const { name, bytes } of files) downloadBytes(new Uint8Array(bytes), name);
  const description = warnings.join(' ');
  if (text === '') {
    toast({ title: 'Saved as a file', description });
    return;
  }
  await copyText(text);
  toast({
    title: `Copied as ${snippetLabel(language)}`,
    ...(description !== '' && { description }),
  });
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
