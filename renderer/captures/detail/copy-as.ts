import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { snippetLabel, type SnippetLanguage } from '../../../preload/rules/snippet-languages.ts';
import { bodyFileName } from '../../../main/snippets/body-file.ts';
import { api } from '../../api/client.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { toast } from '../../ui/toast.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';

/**
 * Copies what sends this capture to the intake again. What text cannot hold is saved as a file; a body
 * that is too long to paste is saved beside the text.
 */
export async function copyAs(id: CaptureId, language: SnippetLanguage): Promise<void> {
  const { text, files, warnings } = await api.captures.snippet({ id, language });
  for (const { name, bytes } of files) {
    const body = bytes === null ? await api.captures.body({ id }) : bytesOfBase64(bytes);
    downloadBytes(body, name);
  }
  const description = [
    ...warnings,
    ...(text !== '' && files.length > 0
      ? [`Its body is saved as ${files.map(({ name }) => name).join(', ')}.`]
      : []),
  ].join(' ');
  const says = description === '' ? {} : { description };
  if (text === '') {
    toast({ title: 'Saved as a file', ...says });
    return;
  }
  await copyText(text);
  toast({ title: `Copied as ${snippetLabel(language)}`, ...says });
}

const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

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

export async function downloadBody(detail: CaptureDetail): Promise<void> {
  const body =
    detail.sizeBytes === 0 ? new Uint8Array() : await api.captures.body({ id: detail.id });
  downloadBytes(body, bodyFileName(detail.id, detail.contentType));
}
