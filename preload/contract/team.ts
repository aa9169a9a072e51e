import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { DecodedBody } from './captures.ts';
import { DestinationId } from './deliveries.ts';
import { Destination } from './destinations.ts';
import { CaptureId, EpochMs, HeaderPair, QueryBoolean } from './shapes.ts';
import {
  TeamCaptureDetail,
  TeamCapturePage,
  TeamNodeId,
  type TeamCapture,
  type TeamMark,
} from './team/team-captures.ts';
import { TeamDeliveriesInput, TeamDeliveryPage } from './team/deliveries.ts';

export { TeamCaptureDetail, TeamCapturePage, TeamNodeId, type TeamCapture, type TeamMark };

export const TeamLinkState = z
  .enum([
    'off',
    'connecting',
    'behind',
    'live',
    'away',
    'refused',
    'not-installed',
    'too-old',
    'taken',
    'moved',
  ])
  .describe(
    'behind: connected, and not all has gone out or come in; away: tried again soon; taken: another Backstitch runs as this node; moved: this folder was copied or restored',
  );
export type TeamLinkState = z.infer<typeof TeamLinkState>;

/** A Backstitch that takes part. */
export const TeamNode = z.object({
  id: TeamNodeId,
  name: z.string(),
  kind: z.enum(['laptop', 'relay', 'ci']),
  version: z.string(),
  lastSeen: EpochMs.nullable().describe('by the clock of the database'),
  online: z.boolean().describe('seen within the last minute'),
  skewMs: z.number().int().describe('clock of the database minus its own'),
  own: z.boolean().describe('it is this one'),
  followed: z.boolean().describe('its captures come here by themselves'),
  viewing: z
    .object({ node: TeamNodeId, id: CaptureId })
    .nullable()
    .describe('the capture of the team it has open, where it lets that be seen'),
});
export type TeamNode = z.infer<typeof TeamNode>;

export const TeamRule = z.object({
  place: z.enum(['header', 'query', 'json']),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('of the header or parameter; a path such as customer.email for json'),
});
export type TeamRule = z.infer<typeof TeamRule>;

const Settings = z.object({
  nodeName: z.string().trim().min(1).max(60).describe('how the others see this Backstitch'),
  kind: z.enum(['laptop', 'relay', 'ci']).default('laptop'),
  redaction: z
    .enum(['standard', 'exact'])
    .default('standard')
    .describe(
      'exact: bytes as they came, but for credentials of app users, tokens of URLs and known secrets',
    ),
  rules: z.array(TeamRule).max(100).default([]).describe('what is cut besides'),
  checkCertificate: z
    .boolean()
    .default(true)
    .describe('false: any certificate of the database is taken'),
  followRelays: z.boolean().default(true).describe('captures of relays come here by themselves'),
  ack: z
    .enum(['local', 'team'])
    .default('local')
    .describe(
      'when a webhook is answered: once it is on this disk; or once the team has it too, else 503 after 5 s',
    ),
  viewing: z
    .boolean()
    .default(false)
    .describe('the others see which capture of the team is open here'),
});

export const TeamState = z.object({
  state: TeamLinkState,
  reason: z.string().nullable().describe('why it is not connected, in words'),
  nextAttemptAt: EpochMs.nullable(),
  url: z.string().nullable().describe('without the password; null where there is no team'),
  node: Settings.extend({ id: TeamNodeId }).nullable(),
  waiting: z.number().int().describe('changes that have not gone out yet'),
  lost: z.number().int().describe('captures that retention removed before the team had them'),
  untaken: z.number().int().describe('captures that the database took in no way'),
  skewMs: z.number().int().nullable().describe('clock of the database minus ours'),
  wakeups: z.boolean().nullable().describe('whether the database says when there is news'),
  nodes: z.array(TeamNode),
});
export type TeamState = z.infer<typeof TeamState>;

export const TeamInput = Settings.extend({
  url: z
    .string()
    .trim()
    .max(2000)
    .nullable()
    .optional()
    .describe('postgresql://login@host/database; left out: as it was; null: leave the team'),
  history: z
    .union([z.literal('now'), z.number().int().min(1).max(3650)])
    .default('now')
    .describe(
      'on joining: now shares captures from now on; a number also those of the last days, counted back',
    ),
});

export const TeamFollow = z.object({
  node: TeamNodeId,
  endpoints: z
    .array(z.string().max(200))
    .max(100)
    .default([])
    .describe('names of endpoints there; empty: all'),
  onArrival: z
    .enum(['keep', 'forward'])
    .default('keep')
    .describe(
      'forward: what arrives there from now on also goes through the forwards of this node, to receivers on this computer only',
    ),
});
export type TeamFollow = z.infer<typeof TeamFollow>;

/** What of a capture would leave this node. */
export const TeamPreview = z.object({
  shared: z.boolean(),
  why: z.string().nullable().describe('why it would not leave; null where it would'),
  target: z.string(),
  headers: z.array(HeaderPair),
  body: z.string().describe('the first 20,000 characters, as text'),
  cuts: z
    .array(z.object({ place: z.string(), name: z.string(), count: z.number().int() }))
    .describe('where something is cut out, and by which rule'),
});
export type TeamPreview = z.infer<typeof TeamPreview>;

const there = z.object({ node: TeamNodeId, id: CaptureId });
const bytesOf = there.extend({ of: z.enum(['request', 'reply', 'surplus']).default('request') });
const connection = [
  'TEAM_UNREACHABLE',
  'TEAM_REFUSED',
  'TEAM_NOT_INSTALLED',
  'TEAM_TOO_OLD',
  'TEAM_TAKEN',
] as const;

const onShared = errors(
  'DESTINATION_NOT_FOUND',
  'DESTINATION_INVALID',
  'DELIVERY_REFUSED',
  'STORE_UNAVAILABLE',
  'TEAM_NOT_EQUIPPED',
  ...connection,
);

export const team = {
  get: oc
    .route({ method: 'GET', path: '/team', summary: 'The team and how this node stands with it' })
    .output(TeamState),
  put: oc
    .route({ method: 'PUT', path: '/team', summary: 'Join a team, change how, or leave it' })
    .input(TeamInput)
    .output(TeamState)
    .errors(errors('TEAM_INVALID', 'STORE_UNAVAILABLE')),
  asNewNode: oc
    .route({
      method: 'POST',
      path: '/team/new-node',
      summary: 'Continue as a new node, where this folder was copied or restored',
    })
    .output(TeamState)
    .errors(errors('TEAM_INVALID', 'STORE_UNAVAILABLE')),
  follows: oc
    .route({ method: 'GET', path: '/team/follows', summary: 'Nodes whose captures come here' })
    .output(z.array(TeamFollow)),
  saveFollow: oc
    .route({ method: 'POST', path: '/team/follows', summary: 'Let captures of a node come here' })
    .input(TeamFollow)
    .output(z.array(TeamFollow))
    .errors(errors('TEAM_INVALID', 'STORE_UNAVAILABLE')),
  removeFollow: oc
    .route({
      method: 'DELETE',
      path: '/team/follows/{node}',
      summary: 'No longer follow a node; captures that came stay',
    })
    .input(z.object({ node: TeamNodeId }))
    .output(z.array(TeamFollow))
    .errors(errors('TEAM_INVALID', 'STORE_UNAVAILABLE')),
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
    .errors(errors('SEARCH_INVALID', ...connection)),
  capture: oc
    .route({
      method: 'GET',
      path: '/team/captures/{node}/{id}',
      summary: 'A capture of the team before it is copied, without the bytes of its body',
    })
    .input(there)
    .output(TeamCaptureDetail)
    .errors(errors('TEAM_CAPTURE_GONE', ...connection)),
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
    .errors(errors('TEAM_CAPTURE_GONE', ...connection)),
  decodedBody: oc
    .input(
      bytesOf.extend({
        unpack: QueryBoolean.default(false).describe(
          'gzip and zstd are undone, too, where only the first bytes tell of them',
        ),
      }),
    )
    .output(DecodedBody)
    .errors(errors('TEAM_CAPTURE_GONE', ...connection)),
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
    .errors(errors('TEAM_CAPTURE_GONE', 'STORE_UNAVAILABLE', ...connection)),
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
    .errors(errors('TEAM_CAPTURE_GONE', ...connection)),
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
  deliveries: oc
    .route({
      method: 'GET',
      path: '/team/deliveries',
      summary: 'Deliveries that the team makes, whichever node accepted them, newest first',
    })
    .input(TeamDeliveriesInput)
    .output(TeamDeliveryPage)
    .errors(errors(...connection)),
  share: oc
    .route({
      method: 'POST',
      path: '/destinations/{id}/share',
      summary: 'Let the team deliver to a destination together, or no longer',
    })
    .input(
      z.object({
        id: DestinationId,
        shared: z.boolean().default(true).describe('false: it ends, and what waits is canceled'),
      }),
    )
    .output(Destination)
    .errors(onShared),
  equip: oc
    .route({
      method: 'POST',
      path: '/destinations/{id}/equip',
      summary: 'Give this Backstitch what it needs to send for a shared destination',
    })
    .input(
      z.object({
        id: DestinationId,
        secret: z.string().max(4000).optional().describe('that signs; it stays on this computer'),
        authorization: z
          .string()
          .max(4000)
          .optional()
          .describe('value of Authorization, where it is sent one; it stays on this computer'),
      }),
    )
    .output(Destination)
    .errors(onShared),
  /** The present state first, then each change. */
  live: oc
    .route({ method: 'GET', path: '/team/live', summary: 'The team as it changes' })
    .output(eventIterator(TeamState)),
};
