import type { SimulationSummary, Verdict } from '../../preload/contract/simulator.ts';
import type { DuplicateCount } from './tally.ts';

/** What the check URL said; null where none was given. */
export interface Growth {
  before: number;
  after: number | null;
  problem: string | null;
}

export interface Findings {
  state: 'running' | 'checking' | 'finished' | 'canceled';
  summary: SimulationSummary;
  duplicates: DuplicateCount;
  growth: Growth | null;
}

/** Whether the handler is idempotent, as far as that can be seen; in words. */
export function verdictOf(findings: Findings): Verdict {
  const { state, growth } = findings;
  if (state === 'running') {
    return neutral('Running', 'The verdict comes with the last answer.');
  }
  if (state === 'checking') {
    return neutral('Reading the check URL', 'It is read until the number stops changing.');
  }
  if (findings.summary.sent === 0) return neutral('Nothing was sent', '');
  if (growth === null) return judgeAnswers(findings);
  if (growth.after === null) {
    const seen = judgeAnswers(findings);
    const title = `The check URL could not be read again. ${seen.title}`;
    return { tone: 'warn', title, detail: growth.problem ?? '' };
  }
  return judgeGrowth(findings, growth.after - growth.before);
}

/** From outside: how were the duplicates answered? */
function judgeAnswers({ summary, duplicates }: Findings): Verdict {
  if (summary.accepted === 0) {
    const detail = 'Idempotency cannot be judged. The table shows the answers.';
    return { tone: 'bad', title: 'No event was answered 2xx', detail };
  }
  const { answered, ok, otherwise } = duplicates;
  const words = plural(answered, 'duplicate');
  const unseen =
    'Answers do not show what your handler did. To prove it, add a check URL with a number that grows by one per event.';
  if (answered === 0) return neutral('No duplicate was answered', 'Send some to learn more.');
  if (ok < answered) {
    const title = `${words}: ${answered - ok} not answered 2xx`;
    const detail =
      'A provider sends these again for up to 48 hours. An idempotent handler answers 2xx to events it already has.';
    return { tone: 'bad', title, detail };
  }
  if (otherwise > 0) {
    const title = `${words}: all answered 2xx, ${otherwise} not like the first`;
    const detail = `The table shows the differing answers. ${unseen}`;
    return { tone: 'warn', title, detail };
  }
  // A handler that counts twice answers just so.
  return neutral(`Not proven: ${words} answered 2xx, like the first`, unseen);
}

/** From inside: how much did the number grow? */
function judgeGrowth(findings: Findings, grew: number): Verdict {
  const { summary } = findings;
  // An event without a 2xx may have been counted or not: it failed, but nobody knows how far it got.
  const least = summary.accepted;
  const most = summary.accepted + summary.rejected;
  const repeated = summary.duplicates + summary.retries;
  const sent = sentWords(most, summary);
  const byCount = `The number grew by ${grew} for ${sent}.`;
  if (grew > most) {
    const detail = `${byCount} Some were processed twice: remember each webhook-id and skip known ones.`;
    return { tone: 'bad', title: `Not idempotent: grew by ${grew} for ${sent}`, detail };
  }
  if (grew < least) {
    const detail = `${byCount} Some were answered 2xx and not counted within 10 s.`;
    return { tone: 'bad', title: `Events are missing: grew by ${grew} for ${sent}`, detail };
  }
  if (repeated === 0) {
    return neutral(`Grew by ${grew} for ${plural(most, 'event')}`, 'None came twice: send some.');
  }
  if (most > least) {
    const detail = `${plural(most - least, 'event')} got no 2xx, so it is unknown if they count.`;
    return {
      tone: 'warn',
      title: `Nothing was counted twice: grew by ${grew} for ${sent}`,
      detail,
    };
  }
  return {
    tone: 'good',
    title: `Proven idempotent: grew by ${grew} for ${sent}`,
    detail: answersInWords(findings.duplicates),
  };
}

function answersInWords({ answered, ok, otherwise }: DuplicateCount): string {
  if (answered === 0) return '';
  if (ok < answered) {
    return `${answered - ok} duplicates were not answered 2xx: a provider would send them again.`;
  }
  return otherwise === 0
    ? 'All duplicates were answered 2xx, like the first.'
    : `All duplicates were answered 2xx, ${otherwise} not like the first.`;
}

function sentWords(events: number, { duplicates, retries }: SimulationSummary): string {
  const words = [plural(events, 'event'), plural(duplicates, 'duplicate')];
  if (retries === 0) return words.join(' and ');
  return `${words.join(', ')} and ${plural(retries, 'retry', 'retries')}`;
}

const neutral = (title: string, detail: string): Verdict => ({ tone: 'neutral', title, detail });

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
