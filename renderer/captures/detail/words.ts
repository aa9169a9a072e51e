import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValues } from '../../wire/headers/header-values.ts';
import type {
  ArrivalFailure,
  CaptureDetail,
  StageName,
} from '../../../preload/contract/captures.ts';
import { formatBytes, formatCount, formatPlural } from '../../ui/format.ts';

const STAGES: Record<StageName, string> = {
  receive: 'Receive',
  capture: 'Capture',
  authenticate: 'Authenticate',
  authorize: 'Authorize',
  run: 'Run',
  match: 'Match',
  respond: 'Respond',
};

export function stageWord(stage: StageName): string {
  return STAGES[stage];
}

const FAILURES: Record<ArrivalFailure, string> = {
  aborted: 'The sender disconnected before the request was complete.',
  timeout: 'The request was not complete before its deadline.',
  malformed: 'What arrived is not valid HTTP.',
  'headers-too-large': 'The headers are larger than the intake accepts.',
  shutdown: 'Backstitch stopped while the request was arriving.',
};

export interface Remark {
  tone: 'warn' | 'bad';
  text: string;
}

function cutWords(detail: CaptureDetail): string {
  const kept = formatBytes(detail.sizeBytes);
  return detail.declaredBytes === null
    ? `The body was longer than the cap. The first ${kept} are kept.`
    : `The body was longer than the cap. The first ${kept} of ${formatBytes(detail.declaredBytes)} are kept.`;
}

/** How much arrived beside the body, and what that is; '' where nothing did. */
export function surplusWords({ surplus, failure }: CaptureDetail): string {
  if (surplus === null) return '';
  const count = formatPlural(surplus.sizeBytes, 'byte');
  const what = failure === null ? 'more than announced' : 'that could not be read as a request';
  const { keptBytes } = surplus;
  const kept = keptBytes < surplus.sizeBytes ? `, the first ${formatCount(keptBytes)} kept` : '';
  return `${count} ${what}${kept}.`;
}

/** Why an arrival never became a whole request. */
export function failureWords(failure: ArrivalFailure): string {
  return FAILURES[failure];
}

/** What is not as it should be with how a capture came in and how its reply went out. */
export function arrivalRemarks(detail: CaptureDetail): Remark[] {
  const remarks: Remark[] = [];
  if (detail.failure !== null) {
    remarks.push({ tone: 'bad', text: detail.reason ?? FAILURES[detail.failure] });
  }
  if (detail.cut) remarks.push({ tone: 'warn', text: cutWords(detail) });
  if (detail.reply?.completed === false) {
    const who = detail.viaTunnel ? 'tunnel' : 'sender';
    remarks.push({ tone: 'warn', text: `The ${who} disconnected before it had the whole reply.` });
  }
  if (detail.surplus !== null) {
    remarks.push({ tone: 'warn', text: `${surplusWords(detail)} Kept apart, below the body.` });
  }
  return remarks;
}

/** The date and time of an arrival, local, to the millisecond, with the zone. */
export function fullTime(epochMs: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'long',
  }).format(epochMs);
}

/** The one header wanted, joined as a list where it was sent more than once; null if absent. */
export function headerText(headers: readonly HeaderPair[], name: string): string | null {
  const values = headerValues(headers, name);
  return values.length === 0 ? null : values.join(', ');
}

type Imported = NonNullable<CaptureDetail['imported']>;

/** Whether a scan of a provider brought it back: those come in by the door of imports. */
export const isFetched = ({ from }: Imported): boolean => from === 'provider';

/** Where a capture that did not arrive here comes from. */
export function importedFrom(imported: Imported): string {
  const { name } = imported;
  if (isFetched(imported)) return `Fetched from ${name || 'its provider'}`;
  return name === '' ? 'Imported from a file' : `Imported from ${name}`;
}

/** Why a signature says nothing of a capture; null where it can be judged. */
export function whyNotJudged({ imported }: CaptureDetail): string | null {
  if (imported?.redacted === true) {
    return 'Something was cut out of this capture before it was exported, so its signature cannot be judged.';
  }
  if (imported?.rebuilt === true && isFetched(imported)) {
    return 'The provider does not keep the original bytes, and no secret proves these, so its signature cannot be judged.';
  }
  if (imported?.rebuilt === true) {
    return 'The file it was imported from does not keep the original bytes, so its signature cannot be judged.';
  }
  return null;
}
