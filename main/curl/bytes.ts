import { bytesOfLatin1, latin1Of } from '../decode/latin1.ts';

/** The UTF-8 bytes of a text, one character each: the form in which commands are read. */
export const utf8Bytes = (text: string): string => latin1Of(new TextEncoder().encode(text));

/** Bytes of a command as people read them, in quotes and not long. */
export function shown(bytes: string, most = 80): string {
  return JSON.stringify(new TextDecoder().decode(bytesOfLatin1(bytes.slice(0, most))));
}

/** The same without the quotes, for what stands in a sentence as it is: an option, a variable. */
export const named = (bytes: string, most = 60): string => shown(bytes, most).slice(1, -1);
