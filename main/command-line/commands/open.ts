import { examples } from '../options.ts';
import { serveArguments, servingCommand } from '../serve-arguments.ts';

export const openCommand = () =>
  servingCommand('open')
    .summary('open the desktop window, or the browser without Electron')
    .description('Opens the desktop window. Without Electron, serves the same window to a browser.')
    .addHelpText(
      'after',
      examples('backstitch', 'backstitch open --port 9000 --data-dir ./webhooks-of-the-shop'),
    )
    .action(async (given) => {
      const args = serveArguments(given);
      const { openDesktop } = await import('../serving/open-desktop.ts');
      if (await openDesktop(args)) return;
      await (await import('../serving/serve.ts')).serveUntilSignal(args);
    });
