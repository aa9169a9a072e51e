import { engineCommand, examples } from '../options.ts';

export const markCommand = () =>
  engineCommand('mark')
    .summary('print a mark of now, to wait from')
    .description(
      'Prints a mark of now. What arrives later is since it, so a wait that begins after the ' +
        'trigger misses nothing.',
    )
    .addHelpText(
      'after',
      examples(
        'MARK=$(backstitch mark)',
        './pay-an-invoice',
        'backstitch wait event:invoice.paid --since "$MARK"',
      ),
    )
    .action(async (given) => {
      await (await import('../actions/mark.ts')).runMark(given);
    });
