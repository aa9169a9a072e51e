import { oc } from '@orpc/contract';
import { z } from 'zod';
import { DecodedBody } from '../captures.ts';
import { errors } from '../errors.ts';
import { CaptureId, QueryBoolean } from '../shapes.ts';
import { ON_CONNECTION } from './on-connection.ts';
import { TeamPreview, TeamRule } from './preview.ts';
import { TeamCaptureDetail, TeamCapturePage, TeamNodeId } from './team-captures.ts';

const there = z.object({ node: TeamNodeId, id: CaptureId });
const bytesOf = there.extend({ of: z.enum(['request', 'reply', 'surplus']).default('request') });
/** Captures of all nodes: looked through, marked, copied, and what of one would leave. */
export const teamCaptures = {
  captures: oc
    .route({
      method: 'GET',
      path: '/team/captures',
      summary: 'Captures of all nodes, newest in the team first',
    })
    .input(
      z.object({
        node: TeamNodeId.optional(),
        search: z
          .string()
          .max(2000)
          .default('')
          .describe(
            'words of the path, and method: status: provider: event: sig: endpoint: after: before:',
          ),
        before: z.string().max(100).optional().describe('`next` of the page before'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(TeamCapturePage)
    .errors(errors('SEARCH_INVALID', ...ON_CONNECTION)),
  capture: oc
    .route({
      method: 'GET',
      path: '/team/captures/{node}/{id}',
      summary: 'A capture of the team before it is copied, without the bytes of its body',
    })
    .input(there)
    .output(TeamCaptureDetail)
    .errors(errors('TEAM_CAPTURE_GONE', ...ON_CONNECTION)),
  /** At most 4 MiB at a time. */
  body: oc
    .input(
      bytesOf.extend({
        from: z.coerce.number().int().min(0).default(0).describe('first byte wanted'),
        to: z.coerce
          .number()
          .int()
          .min(0)
          .optional()
          .describe('one past the last; 4 MiB from the first at most'),
      }),
    )
    .output(z.instanceof(Blob))
    .errors(errors('TEAM_CAPTURE_GONE', ...ON_CONNECTION)),
  decodedBody: oc
    .input(
      bytesOf.extend({
        unpack: QueryBoolean.default(false).describe(
          'gzip and zstd are undone, too, where only the first bytes tell of them',
        ),
      }),
    )
    .output(DecodedBody)
    .errors(errors('TEAM_CAPTURE_GONE', ...ON_CONNECTION)),
  viewing: oc
    .route({
      method: 'PUT',
      path: '/team/viewing',
      summary: 'Say which capture of the team is open here; forgotten after two minutes',
    })
    .input(z.object({ open: there.nullable() }))
    .output(z.object({ shown: z.boolean().describe('the others can see it') })),
  copy: oc
    .route({
      method: 'POST',
      path: '/team/captures/{node}/{id}/copy',
      summary: 'Copy a capture of another node here, to replay or compare it',
    })
    .input(there)
    .output(z.object({ id: CaptureId }))
    .errors(errors('TEAM_CAPTURE_GONE', 'STORE_UNAVAILABLE', ...ON_CONNECTION)),
  mark: oc
    .route({
      method: 'PUT',
      path: '/team/captures/{node}/{id}/mark',
      summary: 'Pin a capture of the team or write a note on it',
    })
    .input(
      there.extend({
        kind: z.enum(['pin', 'note']),
        value: z.string().max(10_000).describe('of a pin: 1, or empty'),
        version: z.number().int().min(0).describe('of the text that was changed; 0 for none'),
      }),
    )
    .output(
      z.object({
        value: z.string(),
        version: z.number().int(),
        merged: z.boolean().describe('somebody else had changed the note: both texts stand in it'),
      }),
    )
    .errors(errors('TEAM_CAPTURE_GONE', ...ON_CONNECTION)),
  preview: oc
    .route({
      method: 'POST',
      path: '/team/preview',
      summary: 'What of a capture would leave this node; nothing leaves',
    })
    .input(
      z.object({
        id: CaptureId,
        redaction: z.enum(['standard', 'exact']).default('standard'),
        rules: z.array(TeamRule).max(100).default([]),
      }),
    )
    .output(TeamPreview)
    .errors(errors('CAPTURE_NOT_FOUND')),
};
