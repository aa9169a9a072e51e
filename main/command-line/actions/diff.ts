import type { Comparison, Difference } from '../../../preload/contract/captures/compare.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { EXIT } from '../exit-code.ts';
import { print, printError } from '../print.ts';
import { answer } from './answer.ts';
import { captureNamed } from './named-capture.ts';

export interface DiffArguments extends Where {
  left: string;
  right: string;
  reply: boolean;
  /** Also what is ignored. */
  all: boolean;
  /** Ignores what differs in nearly every capture of the type. */
  learned: boolean;
  json: boolean;
  quiet: boolean;
}

/**
 * Says how two captures differ.
 *
 * @throws BackstitchError CAPTURE_NOT_FOUND, BODY_NOT_FOUND, COMPARE_FAILED
 */
export const runDiff = (args: DiffArguments): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const [left, right] = [
      await captureNamed(engine, args.left),
      await captureNamed(engine, args.right),
    ];
    const of = args.reply ? 'reply' : 'request';
    const ignore = args.all ? 'none' : 'kept';
    const input = { left, right, of, ignore, learned: args.learned };
    const found = (await engine.ask('POST', '/compare', input)) as Comparison;
    const { differences, total, ignoredTotal, learned } = found;
    if (!args.json) print(...differences.map(line));
    if (!args.json && !args.quiet) printError(summary(found), ...learnedWords(found));
    const exit = total === 0 ? 0 : EXIT.no;
    return {
      exit,
      ...(total > 0 && { reason: 'different' }),
      left,
      right,
      total,
      ignoredTotal,
      learned,
      differences,
    };
  });

function line({ part, path, left, right }: Difference): string {
  const where = path === '' || path.startsWith(part) ? path || part : `${part} ${path}`;
  if (left === null) return `+ ${where}: ${right ?? ''}`;
  if (right === null) return `- ${where}: ${left}`;
  return `~ ${where}: ${left} → ${right}`;
}

const NAMED = 5;

function learnedWords({ learned }: Comparison): string[] {
  if (learned.length === 0) return [];
  const more = learned.length > NAMED ? ` and ${learned.length - NAMED} more` : '';
  const paths = `${learned.slice(0, NAMED).join(', ')}${more}`;
  return [
    `Ignored because they differ in every capture of this type: ${paths}. --no-learned shows them.`,
  ];
}

function summary({ identical, total, differences, ignoredTotal }: Comparison): string {
  if (identical) return 'They are the same, byte for byte.';
  const cut = total > differences.length ? `, of which ${differences.length} are shown` : '';
  return `${total} differ${cut}; ${ignoredTotal} are ignored.`;
}
