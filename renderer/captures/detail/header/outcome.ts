import type { ClientCallDetail } from '../../../../preload/contract/apps/client-api.ts';
import type { ExplainNode, FunctionRun } from '../../../../preload/contract/apps/function-runs.ts';
import type { WebhookDetail } from '../../../../preload/contract/apps/webhook-outcome.ts';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../preload/contract/signatures.ts';
import { placeOf } from '../../../runs/stack-place.ts';
import { formatBytes, formatCount, formatDuration } from '../../../ui/format.ts';
import { statusReason } from '../../../wire/status-reason.ts';
import { isOfApp } from '../tabs-of.ts';
import { arrivalRemarks, failureWords, importedFrom } from '../words.ts';

/** What is known of one capture; null for what does not concern it, or is not loaded yet. */
export interface Told {
  detail: CaptureDetail;
  report: SenderReport | null;
  webhook: WebhookDetail | null;
  call: ClientCallDetail | null;
  run: FunctionRun | null;
}

/** What can be done about an outcome, where it is said. */
export type Repair =
  | 'secret'
  | 'which-fits'
  | 'replay'
  | 'details'
  | 'fresh-signature'
  | 'open-line'
  | 'run'
  | 'expression'
  | 'why'
  | 'limit';

export interface Outcome {
  tone: 'good' | 'warn' | 'bad' | 'neutral';
  /** One or two short sentences. */
  text: string;
  repairs: readonly Repair[];
}

/**
 * What became of a capture: the worst that holds, from an arrival that never was whole to an answer
 * that is verified. What else is wrong stands among the checks.
 */
export function outcomeOf(told: Told): Outcome {
  for (const rule of RULES) {
    const outcome = rule(told);
    if (outcome !== null) return outcome;
  }
  return fine(told);
}

type Rule = (told: Told) => Outcome | null;

const RULES: readonly Rule[] = [
  neverWhole,
  cameWithoutAnswer,
  stillOpen,
  verifiedSince,
  refusedBySignature,
  functionFailed,
  ruleRefused,
  refusedOtherwise,
  unverified,
  incomplete,
  noSecret,
  unansweredQuestion,
];

const answered = ({ status }: CaptureDetail): string =>
  status === null ? 'No answer was sent' : `${status} ${statusReason(status)}`.trim();

/** `401 refused: …`, or the words alone where nothing was answered. */
const refused = ({ status }: CaptureDetail, why: string): string =>
  status === null ? `Refused: ${why}` : `${status} refused: ${why}`;

function neverWhole({ detail }: Told): Outcome | null {
  const { failure, declaredBytes, sizeBytes, reason } = detail;
  if (failure === null) return null;
  const brokeOff = failure === 'aborted' || failure === 'timeout' || failure === 'shutdown';
  const text =
    brokeOff && declaredBytes !== null
      ? `Broke off after ${formatCount(sizeBytes)} of ${formatCount(declaredBytes)} bytes.`
      : (reason ?? failureWords(failure));
  return { tone: 'bad', text, repairs: ['why'] };
}

function cameWithoutAnswer({ detail }: Told): Outcome | null {
  const { imported, status } = detail;
  if (imported === undefined || status !== null) return null;
  return {
    tone: 'neutral',
    text: `${importedFrom(imported)}, which tells of no answer.`,
    repairs: [],
  };
}

function stillOpen({ detail }: Told): Outcome | null {
  if (detail.durationMs !== null) return null;
  return { tone: 'neutral', text: 'Not answered yet. The request is still open.', repairs: [] };
}

const TIME_FAULTS = new Set(['TIMESTAMP_TOO_OLD', 'TIMESTAMP_IN_FUTURE']);
/** No secret mends these: they say what is wrong with the request itself. */
const NOT_THE_SECRET = new Set([...TIME_FAULTS, 'MISSING_HEADER', 'AMBIGUOUS_HEADER', 'NEEDS_URL']);

/** The verdict in words that follow a colon, with what it most likely comes from. */
function verdictWords(report: SenderReport | null): string {
  const verdict = report?.verdict;
  if (verdict == null) return 'the signature does not match.';
  const hint = verdict.hint?.certain === true ? ` ${verdict.hint.text}` : '';
  return `${lowerFirst(verdict.text)}${hint}`;
}

/** Whether another secret may be what is missing. */
export function asksForSecret({ verdict }: SenderReport): boolean {
  if (verdict === null || verdict.state === 'not_attempted') return verdict !== null;
  return verdict.state === 'failed' && !NOT_THE_SECRET.has(verdict.code ?? '');
}

function signatureRepairs(report: SenderReport | null): Repair[] {
  const code = report?.verdict?.code ?? '';
  if (TIME_FAULTS.has(code)) return ['fresh-signature', 'details'];
  if (report !== null && !asksForSecret(report)) return ['details'];
  return ['secret', 'which-fits', 'details'];
}

function refusedBySignature({ detail, report }: Told): Outcome | null {
  // Until the report is here, a mark is enough, but not for apps: they check by their own secrets.
  const bySender = detail.decidedBy === 'authenticate' && detail.signature === 'bad';
  if (!(report?.refused ?? (bySender && !isOfApp(detail)))) return null;
  const text = refused(detail, verdictWords(report));
  return { tone: 'bad', text, repairs: signatureRepairs(report) };
}

/** Refused when it came, and proven since: by a secret that was added later. */
function verifiedSince({ detail, report }: Told): Outcome | null {
  if (detail.decidedBy !== 'authenticate' || report?.refused !== true) return null;
  if (detail.signature !== 'ok' && detail.signature !== 'token') return null;
  const by = report.verdict?.secretLabel ?? 'its secret';
  const text = `${detail.status ?? 'Refused'} when it came. Verified now with “${by}”.`;
  return { tone: 'warn', text, repairs: ['replay'] };
}

function functionFailed({ detail, run }: Told): Outcome | null {
  if (run?.error == null || detail.decidedBy !== 'run') return null;
  const { name, message, stack } = run.error;
  const place = stack.map(placeOf).find((found) => found !== null);
  const where = place == null ? '' : ` at line ${place.line}`;
  return {
    tone: 'bad',
    text: `${detail.status ?? 'No answer'}: ${name}${where}, ${message}`,
    repairs: place == null ? ['run'] : ['open-line', 'run'],
  };
}

/** The innermost operand that made an expression false. */
function culpritOf(node: ExplainNode): ExplainNode {
  const child = node.children.find(({ verdict }) => verdict === false);
  return child === undefined ? node : culpritOf(child);
}

function ruleRefused({ detail, webhook, call }: Told): Outcome | null {
  const expression = webhook?.expression ?? call?.expression ?? null;
  if (expression?.verdict === false) {
    const { text } = culpritOf(expression);
    const words = `${detail.status ?? 'Refused'}: can_evaluate was false at ${text}.`;
    return { tone: 'bad', text: words, repairs: ['expression'] };
  }
  if (call?.decision?.allowed === false) {
    const what = [call.service, call.name].filter((part) => part !== '').join('.');
    const words = `${detail.status ?? 'Refused'}: no rule allows ${what === '' ? 'this' : what}.`;
    return { tone: 'bad', text: words, repairs: ['expression'] };
  }
  return null;
}

function refusedOtherwise({ detail, call }: Told): Outcome | null {
  const why = detail.reason ?? call?.error?.message ?? null;
  if (why !== null) return { tone: 'bad', text: refused(detail, why), repairs: ['details'] };
  if (detail.status !== null) return null;
  return { tone: 'bad', text: `${answered(detail)}.`, repairs: ['why'] };
}

function unverified({ detail, report }: Told): Outcome | null {
  if (detail.signature !== 'bad') return null;
  const text = `Answered ${detail.status}, but not verified: ${verdictWords(report)}`;
  return { tone: 'warn', text, repairs: signatureRepairs(report) };
}

function incomplete({ detail }: Told): Outcome | null {
  if (detail.cut) {
    const text = `Only the first ${formatBytes(detail.sizeBytes)} were kept.`;
    return { tone: 'warn', text, repairs: ['limit', 'why'] };
  }
  const remark = arrivalRemarks(detail)[0];
  return remark === undefined ? null : { tone: 'warn', text: remark.text, repairs: ['why'] };
}

function noSecret({ detail, report }: Told): Outcome | null {
  if (detail.signature !== 'unset') return null;
  const who = report?.providerLabel ?? null;
  const text = `${who === null ? 'Signed' : `Signed by ${who}`}. Add its secret to verify.`;
  return { tone: 'neutral', text, repairs: ['secret', 'which-fits'] };
}

function unansweredQuestion({ report }: Told): Outcome | null {
  if (report?.unanswered == null) return null;
  return { tone: 'warn', text: report.unanswered.text, repairs: ['details'] };
}

function fine({ detail, report }: Told): Outcome {
  const { status, durationMs, signature } = detail;
  const took = durationMs === null ? '' : ` in ${formatDuration(durationMs)}`;
  const proof =
    signature === 'ok'
      ? `, verified with “${report?.verdict?.secretLabel ?? 'its secret'}”`
      : signature === 'token'
        ? ', secret correct; body not signed'
        : '';
  return {
    tone: status !== null && status >= 500 ? 'bad' : (status ?? 0) >= 400 ? 'warn' : 'good',
    text: `${answered(detail)}${took}${proof}`,
    repairs: [],
  };
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
