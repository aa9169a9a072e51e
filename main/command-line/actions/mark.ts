import { findEngine, type Where } from '../connection/find-engine.ts';
import { print } from '../print.ts';
import { answer } from './answer.ts';

/** Prints a mark of now, for `--since` of what comes after. */
export const runMark = (args: Where & { json: boolean }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const { mark, at } = (await engine.ask('GET', '/captures/mark')) as {
      mark: string;
      at: number;
    };
    if (!args.json) print(mark);
    return { mark, at };
  });
