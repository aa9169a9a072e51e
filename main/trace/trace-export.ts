import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type {
  TraceExport,
  TraceExportInput,
  TraceExportState,
  TraceExportTest,
} from '../../preload/contract/captures/trace-export.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createGuard, type OwnPlaces } from '../outbound/guard/guard.ts';
import { COLLECTORS } from '../outbound/guard/policies.ts';
import type { Resolve } from '../outbound/resolve.ts';
import { NO_PROTECTION, type Protection } from '../secrets/secrets.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';
import { type BatchParts, createBatches } from './export/batches.ts';
import { type Exporter, startExporter } from './export/exporter.ts';
import { readInput, targetOf } from './export/export-input.ts';
import { type KeptExport, openExportStore } from './export/export-store.ts';
import { createFlows, type FlowParts } from './export/flows.ts';
import { otlpRequest, type OtlpSpan, otlpSpans } from './export/otlp.ts';
import { type Sent, sendBatch } from './export/send-batch.ts';
import type { Wanted } from './export/waiting.ts';

interface Parts extends Omit<BatchParts, 'flows'>, FlowParts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  protection: Protection | undefined;
  own: OwnPlaces;
  resolve: Resolve;
  /** Whether a person allowed this host, for replays or for this. */
  isHostAllowed: (hostKey: string) => boolean;
  /** @throws BackstitchError SEARCH_INVALID */
  checkSearch: (text: string) => void;
  version: string;
  /** False where nothing goes out by itself, in the run of a command for instance. */
  isOn: boolean;
  onState: () => void;
  log: (message: string, error: unknown) => void;
}

const NOTHING: TraceExportState = {
  sent: 0,
  rejected: 0,
  dropped: 0,
  waiting: 0,
  lastSentAt: null,
  problem: null,
};
/** Of a shorter value nothing is shown, as of signing secrets. */
const SHORT = 12;
/** Pages are told so often at most. */
const TOLD_MS = 1000;
const TEST_MS = 15_000;

/** Spans out to an OpenTelemetry collector, where one is set. */
export function openTraceExport(parts: Parts) {
  const { clock, groups, own, resolve, version, installId } = parts;
  const store = openExportStore(parts.db, parts.protection ?? NO_PROTECTION);
  const flows = createFlows(parts);
  const guard = createGuard(COLLECTORS, own);
  const judges = {
    guard,
    resolve,
    isAllowed: parts.isHostAllowed,
    checkSearch: parts.checkSearch,
  };
  const requestOf = (spans: readonly OtlpSpan[]) => otlpRequest(spans, { version, installId });
  let kept = store.get();
  let exporter = begun(kept);
  let cancelTold: (() => void) | undefined;

  function toldSoon(): void {
    cancelTold ??= clock.after(TOLD_MS, () => {
      cancelTold = undefined;
      parts.onState();
    });
  }

  async function send(
    settings: KeptExport,
    spans: readonly OtlpSpan[],
    signal: AbortSignal,
  ): Promise<Sent> {
    const target = targetOf(settings);
    if (target === null) return { kind: 'refused', why: 'There is no collector.', hint: null };
    const { headers } = settings;
    const secrets = headers.map(([, value]) => value);
    const tools = { clock, resolve, guard, isAllowed: parts.isHostAllowed };
    return sendBatch(tools, { target, headers, secrets }, requestOf(spans), signal);
  }

  function begun(settings: KeptExport): Exporter | null {
    if (settings.endpoint === null || !parts.isOn) return null;
    const batches = createBatches({ ...parts, flows }, { startedAt: clock.now() });
    return startExporter({
      clock,
      spansOf: (wanted) => batches.spansOf(wanted, settings),
      send: (spans, signal) => send(settings, spans, signal),
      onState: toldSoon,
      log: parts.log,
    });
  }

  const shown = (): TraceExport => ({
    endpoint: kept.endpoint,
    headers: kept.headers.map(([name, value]) => ({
      name,
      last4: value.length < SHORT ? '' : value.slice(-4),
    })),
    search: kept.search,
    share: kept.share,
    state: exporter?.state() ?? NOTHING,
  });

  return {
    surface: {
      get: shown,
      async put(input: TraceExportInput): Promise<TraceExport> {
        const next = await readInput(input, kept, judges);
        try {
          await groups.commit(() => store.put(next));
        } catch (cause) {
          if (!isStorageError(cause)) throw cause;
          throw new BackstitchError('STORE_UNAVAILABLE', undefined, { cause });
        }
        const before = exporter;
        kept = next;
        exporter = begun(next);
        await before?.[Symbol.asyncDispose]();
        return shown();
      },
      /** One span, whatever is kept; says what the collector answered, also where that is a no. */
      async test(input: TraceExportInput): Promise<TraceExportTest> {
        const typed = await readInput(input, kept, judges);
        if (typed.endpoint === null) {
          throw new BackstitchError('TRACE_EXPORT_INVALID', 'Fill in the collector.', {
            field: 'endpoint',
          });
        }
        return words(await send(typed, [testSpan(clock.now())], AbortSignal.timeout(TEST_MS)));
      },
    },
    /** Something came of which spans are to go out. Nothing is read for it now. */
    add: (wanted: Wanted): void => exporter?.add(wanted),
    /** What leaves Backstitch is searched for them. */
    secretTexts: (): string[] => kept.headers.map(([, value]) => value.replace(/^\S+ +/, '')),
    /** Traces as a collector is sent them, for who wants to read them. */
    traces: {
      async otlp({ id }: { id: Parameters<typeof flows.whole>[0] }) {
        const mask = parts.mask();
        const found = await flows.whole(id);
        return requestOf(found.flatMap((flow) => otlpSpans(flow, mask)));
      },
      async otlpOfDelivery({ id }: { id: Parameters<typeof flows.delivered>[0] }) {
        return requestOf(otlpSpans(await flows.delivered(id), parts.mask()));
      },
    },
    async [Symbol.asyncDispose](): Promise<void> {
      cancelTold?.();
      await exporter?.[Symbol.asyncDispose]();
    },
  };
}

function testSpan(now: number): OtlpSpan {
  const nanoseconds = `${now}000000`;
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'Backstitch test',
    kind: 1,
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    status: { code: 0 },
    links: [],
    droppedLinksCount: 0,
    flags: 0x101,
  };
}

function words(sent: Sent): TraceExportTest {
  if (sent.kind !== 'taken') {
    return { ok: false, text: sent.hint === null ? sent.why : `${sent.why} ${sent.hint}` };
  }
  const { rejected, said } = sent;
  return rejected > 0
    ? { ok: false, text: `The collector answered, and did not take the span. ${said}`.trim() }
    : { ok: true, text: 'The collector took a span named “Backstitch test”.' };
}
