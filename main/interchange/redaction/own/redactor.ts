import type { Cut, Portable } from '../../portable.ts';
import { compileRedaction } from '../compile.ts';
import { redactText } from '../redact-text.ts';
import { redact } from '../redact.ts';
import type { RedactionProfile } from '../rules.ts';
import { startThread } from './thread.ts';

/** Cuts captures by one profile, for one export. */
export interface Redactor extends AsyncDisposable {
  /** @throws BackstitchError EXPORT_FAILED, REDACTION_INVALID */
  capture(capture: Portable): Promise<Portable>;
  text(text: string, contentType: string): Promise<{ text: string; cut: Cut[] }>;
}

/**
 * @param profile null cuts nothing.
 * @param secrets every secret that is known, as text
 * @throws BackstitchError REDACTION_INVALID
 */
export function createRedactor(
  profile: RedactionProfile | null,
  secrets: readonly string[],
): Redactor {
  if (profile === null) {
    return {
      capture: (capture) => Promise.resolve(capture),
      text: (text) => Promise.resolve({ text, cut: [] }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  // Compiled here in any case: what cannot be read is refused before anything is written.
  const redaction = compileRedaction(profile, secrets);
  // A path may hold an expression, too.
  const isUnbounded = profile.own?.some((rule) => rule.kind === 'pattern' || 'path' in rule);
  if (isUnbounded === true) return startThread(profile, secrets);
  return {
    capture: (capture) => redact(capture, redaction),
    text: (text, contentType) => Promise.resolve(redactText(text, contentType, redaction)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
