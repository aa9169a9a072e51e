import { z } from 'zod';
import { SnippetLanguage } from '../../../preload/contract/captures/snippets.ts';
import { excerpt, MOST_CHARS } from '../size.ts';
import { tool } from '../tool.ts';
import { untrusted } from '../untrusted.ts';
import { Id } from './shapes.ts';

/** What stands around the text: warnings and names of files. */
const AROUND_CHARS = 2500;

export const getSnippet = tool({
  name: 'get_snippet',
  title: 'Get code that sends a capture again',
  description:
    'A captured webhook as a command or a program that sends it to Backstitch again, such as for a test. ' +
    'Credentials are cut: put your own in place of [redacted]. Long texts come in pieces, as with get_capture.',
  input: z.object({
    id: Id,
    language: SnippetLanguage.default('curl'),
    offset: z.number().int().min(0).default(0).describe('first character wanted'),
  }),
  // The capture is read and cut by the tools themselves.
  calls: [],
  async run({ id, language, offset }, { capture, snippet }) {
    const shown = await capture(id);
    const { text, files, warnings } = snippet(shown, language);
    const { piece, nextOffset } = excerpt(text, offset, MOST_CHARS - AROUND_CHARS, untrusted);
    return {
      id,
      language,
      totalChars: text.length,
      offset,
      nextOffset,
      warnings: [
        ...warnings,
        ...(shown.redacted.length > 0 ? ['Credentials were cut, so it is not what came.'] : []),
        ...(untrusted(text) === text ? [] : ['Characters that are not seen are written out.']),
      ],
      // Their bytes are the body: get_capture has it.
      files: files.map(({ name, bytes }) => ({ name, base64Chars: bytes?.length ?? null })),
      untrusted: piece,
    };
  },
});
