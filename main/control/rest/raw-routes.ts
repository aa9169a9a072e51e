import type { AnyContractProcedure } from '@orpc/contract';
import { isContractProcedure } from '@orpc/contract';
import { contract } from '../../../preload/contract.ts';
import { MAX_BODY_BYTES } from './json-body.ts';

/** An operation whose bytes are the body of its answer or of its request. */
export interface RawRoute {
  /** As in the contract, `captures.body` for instance. */
  procedure: string;
  /** Where one procedure has several routes. */
  operationId?: string;
  method: 'GET' | 'POST';
  path: string;
  summary: string;
  /** `out`: the answer is bytes. `in`: the request is. */
  direction: 'out' | 'in';
  /** Of a request; an answer is streamed. */
  maxBytes?: number;
  /** The field of the input that takes the bytes of a request; left out: `zip`. */
  bytesField?: string;
  /** The operation reads the request as it comes, once: it may be larger than memory. */
  streamed?: boolean;
  /** Input that the path alone says. */
  fixed?: Readonly<Record<string, string>>;
  /** Input of the query; everything else of the procedure's own is refused. */
  query?: readonly string[];
  /** Where the procedure gives bytes with facts beside them: the field of the bytes, and headers. */
  facts?: {
    bytes: string;
    headers: Readonly<Record<string, string>>;
    /** The field with the name of the file, where it has one of its own. */
    fileName?: string;
  };
}

/** Every route that carries bytes: for the server, for the OpenAPI document, and for the check. */
export const RAW_ROUTES: readonly RawRoute[] = [
  {
    procedure: 'captures.body',
    method: 'GET',
    path: '/captures/{id}/body',
    summary: 'The request body, exactly as sent',
    direction: 'out',
    fixed: { of: 'request' },
    query: ['from', 'to'],
  },
  {
    procedure: 'captures.body',
    operationId: 'captures.replyBody',
    method: 'GET',
    path: '/captures/{id}/reply-body',
    summary: 'The body answered, exactly',
    direction: 'out',
    fixed: { of: 'reply' },
    query: ['from', 'to'],
  },
  {
    procedure: 'captures.body',
    operationId: 'captures.surplus',
    method: 'GET',
    path: '/captures/{id}/surplus',
    summary: 'What arrived beside the body: more than announced, or framing that cannot be read',
    direction: 'out',
    fixed: { of: 'surplus' },
    query: ['from', 'to'],
  },
  {
    procedure: 'captures.decodedBody',
    method: 'GET',
    path: '/captures/{id}/decoded-body',
    summary: 'A body with its content codings undone; headers say which, and what went wrong',
    direction: 'out',
    query: ['of', 'unpack'],
    facts: {
      bytes: 'body',
      headers: {
        encodings: 'X-Backstitch-Encodings',
        problem: 'X-Backstitch-Problem',
        cut: 'X-Backstitch-Cut',
      },
    },
  },
  {
    procedure: 'team.body',
    method: 'GET',
    path: '/team/captures/{node}/{id}/body',
    summary: 'Bytes of a capture of the team as it has them, 4 MiB at most at a time',
    direction: 'out',
    query: ['of', 'from', 'to'],
  },
  {
    procedure: 'team.decodedBody',
    method: 'GET',
    path: '/team/captures/{node}/{id}/decoded-body',
    summary: 'The same with its content codings undone; headers say which, and what went wrong',
    direction: 'out',
    query: ['of', 'unpack'],
    facts: {
      bytes: 'body',
      headers: {
        encodings: 'X-Backstitch-Encodings',
        problem: 'X-Backstitch-Problem',
        cut: 'X-Backstitch-Cut',
      },
    },
  },
  {
    procedure: 'replays.body',
    method: 'GET',
    path: '/replays/{id}/body',
    summary: 'What a replay was answered with, or what it sent',
    direction: 'out',
    query: ['of'],
  },
  {
    procedure: 'exports.file',
    method: 'GET',
    path: '/exports/{id}/file',
    summary: 'The file of an export, once it is ready',
    direction: 'out',
    facts: { bytes: 'body', headers: {}, fileName: 'fileName' },
  },
  {
    procedure: 'imports.upload',
    method: 'POST',
    path: '/imports',
    summary: 'Read a file of captures, without importing it yet',
    direction: 'in',
    maxBytes: 1024 ** 3,
    bytesField: 'file',
    streamed: true,
    query: ['name', 'format', 'id'],
  },
  {
    procedure: 'apps.exportZip',
    method: 'GET',
    path: '/apps/{appId}/zip',
    summary: 'An app as a .zip',
    direction: 'out',
    query: ['redactSecrets'],
  },
  {
    procedure: 'apps.previewZip',
    method: 'POST',
    path: '/app/preview-zip',
    summary: 'What importing a .zip would change',
    direction: 'in',
    maxBytes: MAX_BODY_BYTES,
  },
  {
    procedure: 'apps.importZip',
    method: 'POST',
    path: '/app/import-zip',
    summary: 'Import an app from a .zip',
    direction: 'in',
    maxBytes: MAX_BODY_BYTES,
  },
];

/** The field of the input that takes the bytes of a request. */
export const bytesFieldOf = ({ bytesField }: RawRoute): string => bytesField ?? 'zip';

/** What stands under a name such as `captures.body` in the contract, or in anything built like it. */
export function procedureNamed(name: string, root: object): unknown {
  let at: unknown = root;
  for (const step of name.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** @throws where a row of the table names none */
export function contractOf({ procedure }: RawRoute): AnyContractProcedure {
  const found = procedureNamed(procedure, contract);
  if (isContractProcedure(found)) return found;
  throw new Error(`${procedure} is no operation of the contract.`);
}
