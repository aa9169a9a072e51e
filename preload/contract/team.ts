import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EpochMs } from './shapes.ts';
import { teamDeliveries } from './team/deliveries.ts';
import { teamCaptures } from './team/looking.ts';
import { TeamPreview, TeamRule } from './team/preview.ts';
import {
  TeamCaptureDetail,
  TeamCapturePage,
  TeamNodeId,
  type TeamCapture,
  type TeamMark,
} from './team/team-captures.ts';

export {
  TeamCaptureDetail,
  TeamCapturePage,
  TeamNodeId,
  TeamPreview,
  TeamRule,
  type TeamCapture,
  type TeamMark,
};

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
  goneUntil: EpochMs.nullable().describe(
    'its captures up to this time are gone from the team, but for pinned ones: the team keeps them no longer',
  ),
  missed: z
    .boolean()
    .describe('it is followed, and some of those went before this Backstitch had read them'),
});
export type TeamNode = z.infer<typeof TeamNode>;

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

export const team = {
  ...teamCaptures,
  ...teamDeliveries,
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
  /** The present state first, then each change. */
  live: oc
    .route({ method: 'GET', path: '/team/live', summary: 'The team as it changes' })
    .output(eventIterator(TeamState)),
};
