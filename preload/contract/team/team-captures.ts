import { z } from 'zod';
import { CaptureDetail, SignatureMark } from '../captures.ts';
import { CaptureId, EpochMs } from '../shapes.ts';
import { Verdict } from '../signatures/verdict.ts';

export const TeamNodeId = z.uuid().brand<'TeamNodeId'>();
export type TeamNodeId = z.infer<typeof TeamNodeId>;

export const TeamMark = z.object({
  kind: z.enum(['pin', 'note']),
  value: z.string().describe('of a pin: 1, or empty'),
  version: z.number().int(),
  author: z.string().describe('name of the node that wrote it last'),
  at: EpochMs,
});
export type TeamMark = z.infer<typeof TeamMark>;

/** A capture in the team, whichever node caught it. */
export const TeamCapture = z.object({
  node: TeamNodeId,
  nodeName: z.string(),
  id: CaptureId.describe('its id there'),
  copy: CaptureId.nullable().describe('its id here, where it was copied or caught here'),
  receivedAt: EpochMs.describe('by the clock of its node'),
  storedAt: EpochMs.describe('when the team got it, by the clock of the database'),
  skewMs: z.number().int().describe('clock of the database minus that of its node'),
  durationMs: z.number().nullable(),
  method: z.string(),
  target: z.string(),
  endpointName: z.string(),
  sizeBytes: z.number().int(),
  status: z.number().int().nullable(),
  reason: z.string().nullable(),
  provider: z.string().nullable(),
  eventType: z.string().nullable(),
  signature: SignatureMark.nullable().describe('judged by its node'),
  cut: z.boolean(),
  exact: z.boolean().describe('false: something was cut out before it left its node'),
  marks: z.array(TeamMark),
});
export type TeamCapture = z.infer<typeof TeamCapture>;

export const TeamCapturePage = z.object({
  items: z.array(TeamCapture),
  next: z.string().nullable().describe('pass as `before` for the next page; null at the end'),
});
export type TeamCapturePage = z.infer<typeof TeamCapturePage>;

/** What became of a delivery that a node made of its capture. It can be looked at only. */
export const TeamDelivery = z.object({
  destination: z.string().describe('its name there'),
  state: z.string().describe('as of deliveries: scheduled, sending, delivered, dead and so on'),
  attempts: z.number().int(),
  lastStatus: z.number().int().nullable().describe('answered to the last attempt'),
  at: EpochMs.describe('when the team heard of it, by the clock of the database'),
});
export type TeamDelivery = z.infer<typeof TeamDelivery>;

/** What its node made of the signature: the cause in words, and neither which secret it was nor the URL that was signed. */
export const TeamVerdict = Verdict.pick({
  state: true,
  scheme: true,
  code: true,
  text: true,
  hint: true,
});
export type TeamVerdict = z.infer<typeof TeamVerdict>;

const Told = CaptureDetail.pick({
  decidedBy: true,
  failure: true,
  viaTunnel: true,
  contentType: true,
  httpVersion: true,
  headers: true,
  trailers: true,
  remoteAddress: true,
  remotePort: true,
  reportedClient: true,
  contentEncoding: true,
  declaredBytes: true,
  surplus: true,
  bodySha256: true,
  reply: true,
  stages: true,
});

/** A capture of the team as it can be looked at before it is copied. Its bytes are asked for apart. */
export const TeamCaptureDetail = TeamCapture.extend({
  ...Told.shape,
  deliveryId: z.string().nullable().describe('id that the sender gave the event'),
  verdict: TeamVerdict.nullable().describe(
    'null also where its node or the schema of the team is older than version 4',
  ),
  cuts: z
    .array(z.object({ place: z.string(), name: z.string(), count: z.number().int() }))
    .describe('what was cut out before it left its node: where, by which rule, how often'),
  deliveries: z.array(TeamDelivery).describe('oldest first, 100 at most'),
});
export type TeamCaptureDetail = z.infer<typeof TeamCaptureDetail>;
