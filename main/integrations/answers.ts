import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { StageName } from '../../preload/contract/captures.ts';
import { isFormType } from '../decode/media-type.ts';
import { type Planned, planOf } from '../intake/taker.ts';

const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json'];
const CORS: HeaderPair = ['Access-Control-Allow-Origin', '*'];

function json(
  status: number,
  body: Record<string, unknown>,
  decidedBy: StageName,
  reason: string | null,
): Planned {
  const bytes = Buffer.from(JSON.stringify(body));
  return answer(status, [JSON_TYPE, CORS], bytes, decidedBy, reason);
}

function answer(
  status: number,
  headers: HeaderPair[],
  body: Buffer,
  decidedBy: StageName,
  reason: string | null,
): Planned {
  return { plan: planOf({ status, headers, body }), decidedBy, reason, endpoint: null };
}

/**
 * What senders are told. Stitch never published what its hook host answers: texts and codes are
 * those of its Import API, whose callers parse them as JSON.
 */
export const ANSWERS = {
  notFound: () =>
    json(404, { message: 'Not Found' }, 'match', 'This is not the path of an integration.'),
  preflight: (asked: string | undefined) => {
    const headers: HeaderPair[] = [
      CORS,
      ['Access-Control-Allow-Methods', 'POST, OPTIONS'],
      ['Access-Control-Allow-Headers', asked ?? 'Content-Type'],
      ['Access-Control-Max-Age', '86400'],
    ];
    return answer(204, headers, Buffer.alloc(0), 'respond', null);
  },
  wrongMethod: (method: string) => {
    const headers: HeaderPair[] = [
      ['Content-Type', 'text/plain'],
      ['Allow', 'POST, OPTIONS'],
      CORS,
    ];
    const why = `Integrations take POST only; this was ${method}.`;
    return answer(405, headers, Buffer.from('Method not allowed.'), 'match', why);
  },
  notAuthorized: (why: string) => json(401, { message: 'Not Authorized' }, 'authenticate', why),
  notActive: (why: string) =>
    json(
      401,
      { error: 'Forbidden', errors: { error: 'Connection is not active.' } },
      'authorize',
      why,
    ),
  tooLarge: (bytes: number) => {
    const message = `Request rejected: request size (${bytes} bytes) exceeds the maximum`;
    return json(413, { status: 'ERROR', message }, 'authorize', `${message} of 20,000,000 bytes.`);
  },
  wrongType: (type: string) => {
    const message = `Unsupported content-type ${type}. Please send application/json`;
    return json(415, { status: 'ERROR', message }, 'authorize', message);
  },
  malformed: (error: string) =>
    json(
      400,
      { status: 'ERROR', message: 'Malformed json in the body!', error },
      'authorize',
      `The body is not valid JSON: ${error}`,
    ),
  notRecords: () => {
    const message = 'An object or an array of objects is expected';
    return json(400, { status: 'ERROR', message }, 'authorize', message);
  },
  tooMany: () => {
    const message = 'more than 20,000 records';
    return json(400, { status: 'ERROR', message }, 'authorize', message);
  },
  accepted: () => json(200, { status: 'OK', message: 'Batch Accepted!' }, 'respond', null),
  queued: (why: string) =>
    json(
      202,
      { status: 'Accepted', message: 'The batch is queued to be processed.' },
      'respond',
      `Kept, and loaded as soon as that works again: ${why}`,
    ),
} as const;

/**
 * Whether a content type is taken. Lenient unless asked otherwise: senders label JSON in many ways.
 * A form is never JSON, though one of its fields may hold some: an integration takes that if it is
 * told to.
 */
export function takesType(
  contentType: string | undefined,
  { strictTypes, jsonInForms }: { strictTypes: boolean; jsonInForms: boolean },
): boolean {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isJson = type === 'application/json' || type.endsWith('+json');
  if (isFormType(type)) return jsonInForms;
  return isJson || !strictTypes;
}
