import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Where } from '../connection/find-engine.ts';
import {
  engineCommand,
  examples,
  readPort,
  tokenFileOption,
  urlOption,
  whereOption,
} from '../options.ts';

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
    })
    // What stands behind `token` belongs to it: both take --data-dir and --allow-write.
    .enablePositionalOptions()
    .addCommand(tokenCommand());

const tokenCommand = () => {
  const token = new Command('token')
    .summary('lasting tokens for agents that connect over HTTP')
    .description(
      'Tokens for agents that connect to /mcp of the window’s port. One opens nothing else, and lasts until it is revoked.',
    );
  token.addCommand(
    engineCommand('create')
      .summary('make one')
      .description('Makes a token and prints it, this once.')
      .argument('<name>', 'whose it is')
      .option(
        '--allow-write',
        'its agent may change things, as far as the settings let agents',
        false,
      )
      .addHelpText(
        'after',
        examples(
          'backstitch mcp token create laptop',
          'claude mcp add --transport http backstitch http://127.0.0.1:8977/mcp --header "Authorization: Bearer $(backstitch mcp token create claude)"',
        ),
      )
      .action(async (name, given, command) =>
        (await import('../actions/mcp-tokens.ts')).runCreateToken({
          ...whereOf(command),
          ...given,
          name,
        }),
      ),
  );
  token.addCommand(
    engineCommand('list')
      .summary('show their names')
      .description('Prints the names, what each may do, and when it was used last.')
      .addHelpText('after', examples('backstitch mcp token list'))
      .action(async (given, command) =>
        (await import('../actions/mcp-tokens.ts')).runListTokens({
          ...whereOf(command),
          ...given,
        }),
      ),
  );
  token.addCommand(
    engineCommand('revoke')
      .summary('take one back')
      .description('Revokes a token. What its agent is asking at the moment ends, too.')
      .argument('<name>', 'its name')
      .addHelpText('after', examples('backstitch mcp token revoke laptop'))
      .action(async (name, given, command) =>
        (await import('../actions/mcp-tokens.ts')).runRevokeToken({
          ...whereOf(command),
          ...given,
          name,
        }),
      ),
  );
  return token;
};

/** Where to look for an engine, as it was written before the word `token`. */
function whereOf(command: CommandUnknownOpts): Where {
  const { dataDir, url, tokenFile } = (command.parent?.parent?.opts() ?? {}) as Where;
  return {
    ...(dataDir !== undefined && { dataDir }),
    ...(url !== undefined && { url }),
    ...(tokenFile !== undefined && { tokenFile }),
  };
}
