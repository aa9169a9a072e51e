import { headerRow } from '../../wire/headers/header-rows.ts';
import type { PastedRequest } from '../../wire/pasted/pasted-request.ts';
import { openBody } from '../edit/edit-body.ts';
import { type Draft, openDraft, type Original } from '../edit/edit-draft.ts';
import type { Editable } from '../edit/use-original.ts';
import { headerRows } from '../../wire/headers/header-rows.ts';
import { type Composition, FIRST_COMPOSITION } from '../composer/composition.ts';
import { INTAKE } from '../composer/target/target-text.ts';

/** What the engine lays an edit over where there is no capture. */
const NOTHING: Original = { method: 'POST', target: '/', headers: [], body: new Uint8Array() };

/** A new request: an empty JSON body to the intake. */
export function newRequest(): Editable {
  const opened: Draft = {
    ...openDraft(NOTHING),
    headers: [headerRow('Content-Type', 'application/json')],
  };
  return { original: NOTHING, opened };
}

/**
 * A pasted request as a composition.
 *
 * @param intakeUrl where the intake listens: what goes there runs through it as any other request
 */
export function pastedComposition(request: PastedRequest, intakeUrl: string): Composition {
  const { method, url, target, headers, body } = request;
  const isHere = url === null || URL.parse(url)?.origin === URL.parse(intakeUrl)?.origin;
  return {
    ...FIRST_COMPOSITION,
    target: isHere ? INTAKE : url,
    draft: {
      method,
      target: isHere ? target : '/',
      headers: headerRows(headers),
      body: openBody(body),
    },
  };
}
