import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { openAppRooms } from '../apps/apps.ts';
import type { Captures } from '../captures/captures.ts';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { openIntegrations } from '../integrations/integrations.ts';
import type { Replays } from '../replays/replays.ts';
import { openTraceExport } from '../trace/trace-export.ts';
import { openTraces, type TraceParts } from '../trace/trace.ts';
import { type Origins, originOf, withOrigin } from './captures/imported-captures.ts';

/** Named one by one: the type of all rooms is made of this one, too. */
interface Parts extends Origins {
  captures: Captures;
  apps: Awaited<ReturnType<typeof openAppRooms>>;
  deliveries: Deliveries;
  replays: Replays;
  integrations: ReturnType<typeof openIntegrations>;
  installId: string;
}

/** Traces, put together of what the rooms keep: they do not know each other, the engine does. */
export const tracesOf = (parts: Parts) => openTraces(tracePartsOf(parts));

function tracePartsOf(parts: Parts): TraceParts {
  const { captures, apps, deliveries, replays, integrations, installId } = parts;
  return {
    installId,
    rowIdOf: captures.rowIdOf,
    async capture(id) {
      await captures.settled(id);
      return withOrigin(captures.get({ id }), captures, originOf(parts));
    },
    run: (id) => apps.surfaces.functions.runOf({ id }),
    async load(id) {
      const load = await integrations.surfaces.integrations.ofCapture({ id });
      return load && { ...load, rejects: load.rejects.length };
    },
    deliveries: deliveries.traceOf,
    delivery: deliveries.traced,
    replays: (id) => replays.ofCapture({ id }),
  };
}

type Export = Parameters<typeof openTraceExport>[0];
type Ours = Pick<
  Export,
  'db' | 'groups' | 'clock' | 'protection' | 'own' | 'resolve' | 'version' | 'isOn' | 'mask' | 'log'
> & { onState: Export['onState'] };

/** The export of traces, and what tells it that something ended. */
export function openTraceExportOf(parts: Parts, ours: Ours) {
  const { captures, deliveries, replays, integrations } = parts;
  const room = openTraceExport({
    ...tracePartsOf(parts),
    ...ours,
    publicId: captures.publicId,
    captureOf: (id): CaptureId | null => deliveries.traced(id).delivery.captureId,
    replay: (id) => replays.get({ id }),
    matching: captures.matching,
    checkSearch: captures.checkSearch,
    isHostAllowed: (host) => replays.allowedHosts().includes(host),
  });
  const leave = [
    captures.onRecorded((rowId) => room.add({ kind: 'capture', rowId })),
    integrations.onLoaded((rowIds) => rowIds.forEach((rowId) => room.add({ kind: 'load', rowId }))),
    deliveries.onMoved((ids) => ids.forEach((id) => room.add({ kind: 'delivery', id }))),
    replays.onEnded((id) => room.add({ kind: 'replay', id })),
  ];
  return {
    ...room,
    async [Symbol.asyncDispose](): Promise<void> {
      for (const end of leave) end();
      await room[Symbol.asyncDispose]();
    },
  };
}
