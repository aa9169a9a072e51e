import type {
  DestinationKind,
  EngineSettings,
} from '../../../preload/contract/deliveries/engines.ts';
import type { CaptureId, HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { headerValue } from '../../lib/headers.ts';
import { engineEvent } from '../engines/event.ts';
import { factsOf } from '../engines/facts.ts';
import { eventTypeOf, type CaptureForForward } from '../messages/captured-message.ts';
import { newMessageId } from '../messages/message-id.ts';
import { testEvent } from '../messages/test-event.ts';
import { derived, Settings } from '../store/destination-store.ts';
import type { MessageRow } from '../store/rows.ts';
import { settingsProblem } from './check-engine.ts';

interface Parts {
  captures: {
    newest: () => number;
    readWhole: (rowId: number) => Promise<CaptureForForward | undefined>;
  };
  clock: Clock;
  installId: string;
}

/** A place nobody goes to: a preview only needs one that can be read. */
const NOWHERE = { nats: 'nats://localhost', kafka: 'kafka://localhost', sqs: 'https://localhost/' };

/** What an engine would get of the newest capture, or of a test event where there is none. */
export function createPreview({ captures, clock, installId }: Parts) {
  return async ({ kind, engine }: { kind: DestinationKind; engine: EngineSettings }) => {
    const problem =
      kind === 'http'
        ? (['kind', 'Only event engines have templates.'] as const)
        : settingsProblem(kind, engine, { isPreview: true });
    if (problem !== null || kind === 'http') {
      const [field, text] = problem ?? ['kind', ''];
      throw new BackstitchError('DESTINATION_INVALID', text, { field });
    }
    const now = clock.now();
    const settings = Settings.parse({
      kind,
      name: 'Preview',
      url: NOWHERE[kind],
      engine,
      signing: 'none',
    });
    const capture = await captures.readWhole(captures.newest());
    const { type, body } = testEvent('Preview');
    const message: MessageRow = {
      ...OWN,
      id: newMessageId(now),
      event_type: capture === undefined ? type : (capture.eventType ?? eventTypeOf(capture)),
      content_type:
        capture === undefined
          ? 'application/json'
          : (headerValue(capture.headers, 'content-type') ?? 'application/octet-stream'),
      created_at: now,
      facts: capture === undefined ? null : JSON.stringify(factsOf(capture)),
    };
    const destination = { settings, secrets: [], ...derived(settings) };
    const given = { destination, message, body: capture?.body ?? body, installId, at: now };
    const { place, headers } = engineEvent(given);
    return {
      captureId: capture?.id ?? (null as CaptureId | null),
      place,
      attributes: headers satisfies HeaderPair[],
    };
  };
}

const OWN = {
  origin: 'test',
  capture_id: null,
  method: 'POST',
  path: null,
  headers: null,
  signs: 1,
  body: null,
  body_bytes: 0,
};
