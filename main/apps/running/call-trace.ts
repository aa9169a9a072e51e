import type { HeldApp } from '../config/apps.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { ContextRequest } from '../../functions/run-request.ts';
import { ownTraceId } from '../../trace/trace-id.ts';
import { contextOf } from '../../trace/traceparent.ts';

/** What a run answers. */
interface Answering {
  app: Pick<HeldApp, 'row'>;
  request: ContextRequest | null;
  captureRowId: number | null;
}

/**
 * The trace context that HTTP calls of a run carry, as its app is set: the trace of the webhook that it answers, below
 * the span of the call, which the trace of the capture shows.
 *
 * @returns by the place of a call in its run
 */
export function callTrace(
  { app, request, captureRowId }: Answering,
  installId: string,
): (index: number) => HeaderPair[] {
  const { trace = 'pass' } = app.row.settings;
  const came = Object.entries(request?.requestHeaders ?? {}).flatMap(([name, values]) =>
    /^trace(?:parent|state)$/i.test(name)
      ? values.map((value): HeaderPair => [name.toLowerCase(), value])
      : [],
  );
  // A run that answers no capture has no trace to begin: a trigger, or a call of a client.
  const how = captureRowId === null && trace === 'start' ? 'pass' : trace;
  return (index) =>
    contextOf(came, how, () => ownTraceId(installId, captureRowId ?? 0), {
      kind: 'call',
      id: index,
    });
}
