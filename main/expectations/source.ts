import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Place, Subject, Wanted } from './subject.ts';

/** What an expectation waits for. A search means here what it means in the list. */
export interface Watch {
  search: string;
  /** A place in the order of arrival; undefined for everything. */
  since: string | undefined;
  settled?: boolean;
  /** It ends once so many match and `quietForMs` passed without another, or more than `most` do. */
  least: number;
  most: number;
  quietForMs: number;
  timeoutMs: number;
}

/** Captures as the engine hands them to this room. Searches that are wrong are refused: SEARCH_INVALID. */
export interface Captured {
  checkSearch: (search: string) => void;
  watch: (
    input: Watch,
    signal: AbortSignal | undefined,
  ) => Promise<{ count: number; isQuiet: boolean }>;
  /** What a search finds since a place, oldest first. */
  found: (search: string, since: string | undefined, limit: number) => Promise<CaptureId[]>;
  /** Up to three that match most of a search, with the parts of it that they do not match. */
  near: (
    search: string,
    since: string | undefined,
  ) => Promise<{ id: CaptureId; lacks: string[] }[]>;
  /** Undefined where it is gone. */
  read: (id: CaptureId, wanted: Wanted) => Promise<Subject | undefined>;
  /** One line that tells a person which capture it is. */
  brief: (id: CaptureId, clipped: Clipped) => string;
  /** Resolves once each has a delivery to every destination, all of them ended, or in time. */
  delivered: (
    ids: readonly CaptureId[],
    destinations: readonly string[],
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ) => Promise<void>;
}

/** Cuts secrets, then what is longer than 300 characters. */
export interface Clipped {
  text: (text: string, place: Place) => string;
  target: (target: string) => string;
}
