import { Command, Option } from '@commander-js/extra-typings';
import { examples, readPort, tokenFileOption, urlOption, whereOption } from '../options.ts';

export const mcpCommand = () =>
  new Command('mcp')
    .summary('let a coding agent look at webhooks')
    .description(
      'Speaks the Model Context Protocol on standard input and output, for a coding agent that starts it. ' +
        'The agent looks at captures of the Backstitch that runs; credentials are cut.',
    )
    .addOption(whereOption())
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .option(
      '--allow-write',
      'tools that replay, pin, annotate, send samples and try functions',
      false,
    )
    .option('--no-redact', 'show credentials to the agent, too')
    .option('--start', 'start a Backstitch where none runs, and stop it at the end', false)
    .addOption(
      new Option('--port <port>', 'port for webhooks of the one that is started')
        .argParser(readPort('--port'))
        .hideHelp(),
    )
    .addHelpText(
      'after',
      examples(
        'claude mcp add backstitch -- npx backstitch mcp',
        'backstitch mcp --allow-write',
        'backstitch mcp --start --data-dir ./webhooks',
      ),
    )
    .action(async (given) => {
      const { runMcp } = await import('../actions/mcp.ts');
      await runMcp(given);
    });
