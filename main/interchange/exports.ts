import { randomUUID } from 'node:crypto';
import type {
  CloudEventsShape,
  Export,
  ExportFormat,
  ExportId,
  ExportPreview,
  FixtureRunner,
  Left,
} from '../../preload/contract/interchange/exports.ts';
import type { RedactionRules } from '../../preload/contract/interchange/redaction.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { FORMATS } from './formats/formats.ts';
import { addCut } from './formats/share.ts';
import type { Cut, Portable } from './portable.ts';
import { addLeft } from './redaction/left.ts';
import { createRedactor, type Redactor } from './redaction/own/redactor.ts';
import type { RedactionProfile } from './redaction/rules.ts';
import { type RunningExport, startExport } from './exports/running-export.ts';
import type { TransferFolder } from './transfer-folder.ts';

/** Where exports get captures from. */
export interface CaptureSource {
  /**
   * Ids of what a search finds, oldest first.
   *
   * @throws BackstitchError SEARCH_INVALID
   */
  find: (search: string) => Promise<CaptureId[]>;
  /** Undefined where it is gone. */
  read: (id: CaptureId) => Promise<Portable | undefined>;
}

interface Parts {
  folder: TransferFolder;
  clock: Clock;
  version: string;
  source: CaptureSource;
  /** Every secret that is known now, as text. */
  secrets: () => readonly string[];
  /**
   * Which rules are meant; null cuts nothing.
   *
   * @throws BackstitchError REDACTION_INVALID
   */
  profileOf: (name: string, rules: RedactionRules | undefined) => RedactionProfile | null;
  /** Names of the headers by which a sender proves itself, in lower case; none where it is not known. */
  signatureHeaders: (provider: string) => readonly string[];
  log: (message: string, error: unknown) => void;
}

interface Chosen {
  search?: string | undefined;
  ids?: CaptureId[] | undefined;
  /** Name of a profile. */
  redaction: string;
  /** Go before it. */
  rules?: RedactionRules | undefined;
}

interface ToCreate extends Chosen {
  format: ExportFormat;
  runner?: FixtureRunner | undefined;
  shape?: CloudEventsShape | undefined;
}

/** Files are deleted so long after they were begun. */
const KEPT_MS = 60 * 60 * 1000;
/** A preview goes through so many: what is cut repeats. */
const PREVIEWED = 500;
/** What stays is told of so many: it repeats even more. */
const LEFT_OF = 50;
/** More at a time would only slow each other down. */
const AT_ONCE = 4;

/** Writes captures into files that can be fetched for an hour. Names are those of the contract. */
export function openExports(parts: Parts) {
  const { folder, clock, version, source, secrets, profileOf, signatureHeaders, log } = parts;
  const jobs = new Map<string, RunningExport & { keep: () => void }>();

  const idsOf = async ({ ids, search }: Chosen): Promise<CaptureId[]> =>
    ids === undefined ? source.find(search ?? '') : [...new Set(ids)].toSorted();

  const rulesOf = ({ redaction, rules }: Chosen): { name: string; redactor: Redactor } => {
    const profile = profileOf(redaction, rules);
    return { name: profile?.name ?? 'none', redactor: createRedactor(profile, secrets()) };
  };

  async function* cutOnes(ids: readonly CaptureId[], redactor: Redactor): AsyncGenerator<Portable> {
    await using cutting = redactor;
    for (const id of ids) {
      const capture = await source.read(id);
      if (capture === undefined) continue;
      yield await cutting.capture(capture);
    }
  }

  function find(id: ExportId): RunningExport {
    const job = jobs.get(id);
    if (job === undefined) throw new BackstitchError('EXPORT_NOT_FOUND');
    return job;
  }

  async function remove(id: ExportId): Promise<void> {
    const job = jobs.get(id);
    if (job === undefined) throw new BackstitchError('EXPORT_NOT_FOUND');
    jobs.delete(id);
    job.keep();
    job.cancel();
    await job.ended;
    await folder.remove(id);
  }

  return {
    async preview(asked: Chosen & { left?: boolean | undefined }): Promise<ExportPreview> {
      const { left: isAsked = false, ...chosen } = asked;
      const ids = await idsOf(chosen);
      const looked = ids.slice(-PREVIEWED);
      const cuts = new Map<string, Cut>();
      const left = new Map<string, Left>();
      const { name, redactor } = rulesOf(chosen);
      const tellOf = new Set(isAsked && name !== 'none' ? looked.slice(-LEFT_OF) : []);
      for await (const capture of cutOnes(looked, redactor)) {
        for (const cut of capture.redacted) addCut(cuts, cut);
        if (tellOf.has(capture.id)) await addLeft(left, capture);
      }
      const cut = [...cuts.values()].toSorted((a, b) => b.count - a.count);
      return { captures: ids.length, looked: looked.length, cut, left: [...left.values()] };
    },
    async create({ format, runner, shape = 'batch', ...chosen }: ToCreate): Promise<Export> {
      if ([...jobs.values()].filter((job) => job.isRunning()).length >= AT_ONCE) {
        throw new BackstitchError('EXPORT_FAILED', `${AT_ONCE} exports are running already.`, {
          hint: 'Wait for one of them to end, or cancel it.',
        });
      }
      const ids = await idsOf(chosen);
      if (ids.length === 0) {
        throw new BackstitchError('EXPORT_FAILED', 'No capture was found to export.', {
          hint: 'Change the search, or take it away.',
        });
      }
      if (format === 'cloudevents' && shape === 'structured' && ids.length > 1) {
        throw new BackstitchError('EXPORT_FAILED', 'One event alone is for one capture.', {
          hint: 'Choose one capture, or the shape batch or ndjson.',
        });
      }
      const { name: redaction, redactor } = rulesOf(chosen);
      const id = randomUUID() as ExportId;
      const { extension: usual, write } = FORMATS[format];
      const extension = format === 'cloudevents' && shape === 'ndjson' ? 'ndjson' : usual;
      const createdAt = clock.now();
      const stamp = new Date(createdAt).toISOString().slice(0, 19).replaceAll(':', '-');
      const job = startExport({
        facts: {
          id,
          format,
          redaction,
          total: ids.length,
          fileName: `backstitch-${stamp}.${extension}`,
          startedAt: createdAt,
        },
        captures: cutOnes(ids, redactor),
        write: (captures, spool, isZip) =>
          write(captures, {
            meta: { version, createdAt, redaction },
            spool,
            options: { runner: runner ?? null, shape },
            signatureHeaders,
            isZip,
          }),
        folder,
        clock,
        log,
      });
      const keep = clock.after(KEPT_MS, () => {
        remove(id).catch((error: unknown) => log('An export could not be deleted.', error));
      });
      jobs.set(id, { ...job, keep });
      return job.snapshot();
    },
    list: (): Export[] =>
      [...jobs.values()].map((job) => job.snapshot()).toSorted((a, b) => b.startedAt - a.startedAt),
    get: ({ id }: { id: ExportId }): Export => find(id).snapshot(),
    async cancel({ id }: { id: ExportId }): Promise<Export> {
      const job = find(id);
      job.cancel();
      await job.ended;
      return job.snapshot();
    },
    remove: ({ id }: { id: ExportId }): Promise<void> => remove(id),
    /** A name that is safe in a header: it is made of the time. */
    async file({ id }: { id: ExportId }): Promise<{ body: Blob; fileName: string }> {
      const { state, fileName } = find(id).snapshot();
      if (state !== 'ready') {
        throw new BackstitchError('EXPORT_NOT_FOUND', 'This export has no file.', {
          hint:
            state === 'running'
              ? 'It is being written: wait until it is ready.'
              : 'Start it again.',
        });
      }
      return { body: await folder.blob(id), fileName };
    },
    live: ({ id }: { id: ExportId }, signal?: AbortSignal) => find(id).live(signal),
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.all([...jobs.keys()].map((id) => remove(id as ExportId)));
    },
  };
}
