import { z } from 'zod';
import type { CaptureDetail, CaptureSummary } from '../../preload/contract/captures.ts';
import {
  type Comparison,
  IgnorePattern,
  type Neighbour,
  type Partner,
  type Series,
} from '../../preload/contract/captures/compare.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { ignoringBy } from './ignore.ts';
import type { Side } from './side.ts';
import { createComparing } from './thread.ts';

interface BodyPart {
  id: CaptureId;
  of: 'request' | 'reply';
}

export interface CompareParts {
  /** Once what became of it is known. @throws BackstitchError CAPTURE_NOT_FOUND */
  capture: (id: CaptureId) => Promise<Omit<CaptureDetail, 'replayCount'>>;
  summary: (id: CaptureId) => CaptureSummary;
  /** With content codings undone. */
  body: (of: BodyPart) => Promise<Pick<Side, 'body' | 'encodings' | 'problem' | 'cut'>>;
  charsetAt: (endpointId: string) => string | null;
  partners: (id: CaptureId) => Promise<Partner[]>;
  neighbour: (input: { id: CaptureId; way: 'older' | 'newer' }) => Promise<Neighbour>;
  /** The preference `compare.ignored`, as it is kept. */
  ignored: () => unknown;
  /** The preference `compare.shown`, as it is kept: as `ignored`, but learned paths that a person wants to see. */
  shown: () => unknown;
  /** Paths whose value differs in nearly every capture of the type that all of these are of. */
  learned: (ids: readonly CaptureId[]) => Promise<string[]>;
}

type Ignore = 'kept' | 'none' | string[];

/** Paths that are ignored, by `sender event`; under `*` those for all events. */
const Ignored = z.record(z.string(), z.array(IgnorePattern));

/** Of which event a capture is, for the paths that are ignored. */
export const ignoreKeyOf = ({
  provider,
  eventType,
}: Pick<CaptureSummary, 'provider' | 'eventType'>): string =>
  `${provider ?? ''} ${eventType ?? ''}`;

function keptFor(preference: unknown, captures: readonly CaptureSummary[]): string[] {
  const kept = Ignored.safeParse(preference).data ?? {};
  const keys = new Set(['*', ...captures.map(ignoreKeyOf)]);
  return [...new Set([...keys].flatMap((key) => kept[key] ?? []))];
}

/** Compares captures. Its methods are those of the contract. */
export function openCompare(parts: CompareParts) {
  const carry = createComparing();

  function patternsFor(ignore: Ignore, captures: readonly CaptureSummary[]): string[] | null {
    if (ignore === 'none') return null;
    if (ignore !== 'kept') return ignore;
    return keptFor(parts.ignored(), captures);
  }

  async function learnedFor(captures: readonly CaptureSummary[]): Promise<string[]> {
    const found = await parts.learned(captures.map(({ id }) => id));
    const isShown = ignoringBy(keptFor(parts.shown(), captures));
    return found.filter((path) => isShown(path.split('.')) === null);
  }

  async function sideOf({ id, of }: BodyPart): Promise<Side> {
    const detail = await parts.capture(id);
    const { httpVersion, headers, reply, endpointId } = detail;
    const charset = endpointId === null ? null : parts.charsetAt(endpointId);
    const body = await parts.body({ id, of });
    return {
      // Its own fields only: notes and stages do not go to the thread and out again.
      capture: parts.summary(id),
      httpVersion,
      headers: of === 'request' ? headers : (reply?.headers ?? []),
      status: of === 'request' ? null : (reply?.status ?? null),
      charset: of === 'request' ? charset : null,
      ...body,
    };
  }

  async function pair(
    input: {
      left: CaptureId;
      right: CaptureId;
      of: BodyPart['of'];
      ignore: Ignore;
      learned?: boolean | undefined;
    },
    signal?: AbortSignal,
  ): Promise<Comparison> {
    const startedAt = performance.now();
    const { of } = input;
    const [left, right] = await Promise.all([
      sideOf({ id: input.left, of }),
      sideOf({ id: input.right, of }),
    ]);
    const patterns = patternsFor(input.ignore, [left.capture, right.capture]);
    // What is learned is learned of requests. A list of paths says itself what is ignored.
    const isLearned = input.learned !== false && input.ignore === 'kept' && of === 'request';
    const learned = isLearned ? await learnedFor([left.capture, right.capture]) : [];
    const found = await carry<'pair'>({ kind: 'pair', left, right, of, patterns, learned }, signal);
    return { ...found, ms: performance.now() - startedAt };
  }

  return {
    pair,
    /** Older on the left. @throws BackstitchError CAPTURE_NOT_FOUND, also where there is no other */
    async previous(
      input: {
        id: CaptureId;
        with: 'previous' | 'next';
        of: BodyPart['of'];
        learned?: boolean | undefined;
      },
      signal?: AbortSignal,
    ): Promise<Comparison> {
      const { id, of, learned } = input;
      const isNext = input.with === 'next';
      const { by, capture: other } = await parts.neighbour({ id, way: isNext ? 'newer' : 'older' });
      if (other === null) {
        const where = isNext ? 'after' : 'before';
        const message = `There is no capture of the same ${by} ${where} this one.`;
        throw new BackstitchError('CAPTURE_NOT_FOUND', message);
      }
      const [left, right] = isNext ? [id, other.id] : [other.id, id];
      return pair({ left, right, of, ignore: 'kept', learned }, signal);
    },
    partners: (input: { id: CaptureId }): Promise<Partner[]> => parts.partners(input.id),
    neighbour: parts.neighbour,
    async series(
      input: { ids: CaptureId[]; ignore: Ignore },
      signal?: AbortSignal,
    ): Promise<Series> {
      const sides: Side[] = [];
      // One after the other: twenty long bodies are not unpacked at once.
      for (const id of input.ids) sides.push(await sideOf({ id, of: 'request' }));
      const patterns = patternsFor(
        input.ignore,
        sides.map(({ capture }) => capture),
      );
      return carry<'series'>({ kind: 'series', sides, patterns }, signal);
    },
  };
}
