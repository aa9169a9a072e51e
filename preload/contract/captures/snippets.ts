import { oc } from '@orpc/contract';
import { z } from 'zod';
import { SNIPPET_LANGUAGES } from '../../rules/snippet-languages.ts';
import { errors } from '../errors.ts';
import { CaptureId } from '../shapes.ts';

export const SnippetLanguage = z.enum(SNIPPET_LANGUAGES.map(({ id }) => id));

/** A capture as text to paste, that sends it to the intake again. */
export const Snippet = z.object({
  text: z.string().describe('empty where only a file can hold it, as raw may'),
  files: z
    .array(z.object({ name: z.string(), bytes: z.base64().nullable() }))
    .describe(
      'what the text reads beside itself: a body that is too long to paste, in Base64; ' +
        'null above 16 MB, then take the body from its own route',
    ),
  warnings: z
    .array(z.string())
    .describe('what its client cannot send as it was; the text begins with the same as comments'),
});
export type Snippet = z.infer<typeof Snippet>;

export const snippet = oc
  .route({
    method: 'GET',
    path: '/captures/{id}/snippet',
    summary: 'One capture as a command or a program that sends it again',
  })
  .input(z.object({ id: CaptureId, language: SnippetLanguage }))
  .output(Snippet)
  .errors(errors('CAPTURE_NOT_FOUND'));
