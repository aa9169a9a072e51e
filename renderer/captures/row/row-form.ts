import type { Shown } from '../../../preload/contract/captures/views.ts';

export type Density = NonNullable<Shown['density']>;

/** A column beside those that are always there, with its width in pixels. */
export type ShownColumn = Shown['columns'][number];

/** How all rows of a list look. */
export type RowForm = {
  lines: 1 | 2;
  /** Height of a row in pixels. */
  height: number;
  /** Whether times carry milliseconds. */
  ms: boolean;
  /** Whether a row says its day where that is not today. */
  days: boolean;
  /** Characters of an event there is room for beside a status of three digits. */
  eventChars: number;
  /** Width of one character of the monospaced text in pixels. */
  charPx: number;
  columns: readonly ShownColumn[];
};

/** Below it 60 characters of an event do not fit beside the rest, and a row takes two lines. */
export const ONE_LINE_FROM = 640;
const TOUCH_HEIGHT = 44;
const TWO_LINES_HEIGHT = 48;
const HEIGHTS: Record<Density, number> = { compact: 28, comfortable: 36 };

const GAP = 6;
const ENDS = 20;
const SIGNS = 18 + GAP + 16 + GAP;
const MARK = 20 + GAP;
const STATUS = 30 + GAP;
const STATUS_CHARS = 4;
const TIME = 60;
/** With milliseconds, or with its day. */
const LONG_TIME = 92;
/** The gap before the path stays when the path is gone. */
const NO_PATH = GAP;

/**
 * Decides how rows look in a list of that width. Columns are left out from the right where the
 * longest event would be cut for them.
 *
 * @param list.longest characters of the longest event among the rows.
 */
export function rowForm(list: {
  width: number;
  charPx: number;
  density: Density;
  coarse: boolean;
  columns: readonly ShownColumn[];
  longest: number;
  /** Rows do not stand in the order of time. */
  days?: boolean;
}): RowForm {
  const { width, charPx, density, coarse, days = false } = list;
  const charsIn = (px: number): number => Math.max(2, Math.floor(px / charPx));
  if (width < ONE_LINE_FROM) {
    const room = width - ENDS - SIGNS;
    return {
      lines: 2,
      height: TWO_LINES_HEIGHT,
      ms: false,
      days,
      eventChars: charsIn(room),
      charPx,
      columns: [],
    };
  }
  const ms = density === 'comfortable';
  const fixed = ENDS + MARK + SIGNS + NO_PATH + STATUS + timeWidth({ ms, days }) + GAP;
  let room = width - fixed;
  const columns: ShownColumn[] = [];
  for (const column of list.columns) {
    const after = room - column.width - GAP;
    if (charsIn(after) < list.longest) break;
    columns.push(column);
    room = after;
  }
  const height = coarse ? Math.max(TOUCH_HEIGHT, HEIGHTS[density]) : HEIGHTS[density];
  return { lines: 1, height, ms, days, eventChars: charsIn(room), charPx, columns };
}

/** Room for the event of one row: a status in words, like `malformed`, takes some of it. */
export function eventRoom({ eventChars, lines }: RowForm, status: string): number {
  return lines === 2 ? eventChars : eventChars - Math.max(0, status.length - STATUS_CHARS);
}

/** Width of the time in pixels. */
export const timeWidth = ({ ms, days }: Pick<RowForm, 'ms' | 'days'>): number =>
  ms || days ? LONG_TIME : TIME;
