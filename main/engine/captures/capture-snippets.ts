import type { Snippet } from '../../../preload/contract/captures/snippets.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { SnippetLanguage } from '../../../preload/rules/snippet-languages.ts';
import type { Portable } from '../../interchange/portable.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { secretFieldsOfSender } from '../../senders/sender-fields.ts';
import { bodyFileName } from '../../snippets/body-file.ts';
import { hideFields } from '../../snippets/hide-fields.ts';
import { writeSnippet } from '../../snippets/snippets.ts';
import type { Rooms } from '../rooms.ts';

/** A longer file is not carried in JSON. */
const IN_JSON_BYTES = 16 * 1024 * 1024;
/** Stands for a token or a secret in a kept target. */
const MASKED = /[/=]\*{4}/;

/**
 * A capture as text that sends it to the intake again. What its sender sends as a secret in the body is hidden; its
 * headers are as they were captured.
 *
 * @param intakeUrl where the intake listens now
 */
export function captureSnippets({ captures }: Pick<Rooms, 'captures'>, intakeUrl: () => string) {
  const of = snippetsOf(intakeUrl);
  return async ({
    id,
    language,
  }: {
    id: CaptureId;
    language: SnippetLanguage;
  }): Promise<Snippet> => {
    const capture = await captures.whole(id);
    if (capture === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return of(capture, language);
  };
}

type Sendable = Pick<
  Portable,
  | 'id'
  | 'method'
  | 'target'
  | 'headers'
  | 'httpVersion'
  | 'trailers'
  | 'contentType'
  | 'provider'
  | 'body'
>;

/** The same of a capture that was read already, such as one of which something was cut. */
export function snippetsOf(intakeUrl: () => string) {
  return (capture: Sendable, language: SnippetLanguage): Snippet => {
    const { id, method, target, headers, httpVersion, trailers, contentType, provider } = capture;
    const { bytes: body, hidden } = hideFields(capture.body, secretFieldsOfSender(provider));
    const notes = [
      ...(MASKED.test(target)
        ? ['Backstitch does not keep the secret of this URL. Put it in place of ****.']
        : []),
      ...(hidden ? ['Backstitch hides a secret in the body. Put it in place of ****.'] : []),
    ];
    const baseUrl = intakeUrl().replace(/\/+$/, '');
    const bodyFile = bodyFileName(id, contentType);
    const { text, files, warnings } = writeSnippet(
      language,
      { method, baseUrl, target, headers, body, bodyFile, httpVersion, trailers },
      notes,
    );
    return {
      text,
      warnings,
      files: files.map(({ name, bytes }) => ({
        name,
        bytes: bytes.length > IN_JSON_BYTES ? null : Buffer.from(bytes).toString('base64'),
      })),
    };
  };
}
