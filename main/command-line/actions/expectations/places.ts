import { BackstitchError } from '../../../lib/errors.ts';

/** A text that was read, with what it is called. */
export interface Source {
  name: string;
  text: string;
}

/** `stripe.expect.json:3:7` */
export function placeIn({ name, text }: Source, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${name}:${line}:${offset - before.lastIndexOf('\n')}`;
}

export function refusal(source: Source, offset: number, message: string): BackstitchError {
  const words = /[.!?]$/.test(message) ? message : `${message}.`;
  return new BackstitchError('EXPECTATION_INVALID', `${placeIn(source, offset)}: ${words}`);
}
