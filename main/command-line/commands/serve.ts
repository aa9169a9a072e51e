import { isIP } from 'node:net';
import { Option } from '@commander-js/extra-typings';
import { RECOVERIES, type Recovery } from '../../store/recover/recovery.ts';
import { allowHostOption, examples, readPath, readPort, readText, yesOption } from '../options.ts';
import { bad } from '../refusals.ts';
import { serveArguments, servingCommand } from '../serve-arguments.ts';
import { readTeam } from '../team-start.ts';
import { holdYoungSpace } from '../../lib/young-space.ts';

export const serveCommand = () =>
  servingCommand('serve')
    .summary('serve the window to a browser')
    .description(
      'Catches webhooks and serves the window to a browser, until it is stopped. ' +
        'With --json, prints one line when it is ready: addresses, token, data folder.',
    )
    .addOption(
      new Option('--app <dir>', 'import this app directory and follow its changes').argParser(
        readPath('--app'),
      ),
    )
    .addOption(
      new Option('--project <dir>', 'follow the backstitch.json of this folder').argParser(
        readPath('--project'),
      ),
    )
    .addOption(yesOption())
    .addOption(allowHostOption())
    .addOption(
      new Option(
        '--recover <way>',
        'put a damaged database aside and go on with its last copy (backup), ' +
          'with what can be read (salvage), or with an empty one (beside)',
      ).argParser(readRecovery),
    )
    .option(
      '--ephemeral',
      'for tests: a new folder on free ports, without tunnel; ends when standard input closes, ' +
        'and the folder with it, unless --data-dir names one',
      false,
    )
    .addOption(
      new Option('--keep <dir>', 'with --ephemeral: move the folder here at the end').argParser(
        readPath('--keep'),
      ),
    )
    .addOption(
      new Option(
        '--team <url>',
        'share captures through this PostgreSQL: postgresql://login@host/database; off leaves the team',
      ).argParser(readText('--team')),
    )
    .addOption(
      new Option('--node-name <name>', 'with --team: how the others see this Backstitch').argParser(
        readText('--node-name'),
      ),
    )
    .option(
      '--relay',
      'with --team: take webhooks for the others, exactly as they come, without a tunnel',
      false,
    )
    .addOption(
      new Option(
        '--ack <when>',
        'with --relay: answer a webhook once it is on this disk (local), or once the team has it too (team)',
      ).choices(['local', 'team'] as const),
    )
    .option('--check-certificate', 'with --team: check the certificate of the database again')
    .option(
      '--no-check-certificate',
      'with --team: connect though nothing proves that the host of the database is the right one',
    )
    .addOption(
      new Option(
        '--host <address>',
        'address of this computer on which webhooks are taken, such as 0.0.0.0 for all; the window stays on 127.0.0.1',
      ).argParser(readHost),
    )
    .addOption(
      new Option(
        '--tls-cert <file>',
        'also take webhooks by https, with this certificate',
      ).argParser(readPath('--tls-cert')),
    )
    .addOption(
      new Option('--tls-key <file>', 'the key of the certificate').argParser(readPath('--tls-key')),
    )
    .addOption(
      new Option(
        '--tls-port <port>',
        'port for https; 0 takes any free one (default: 8978)',
      ).argParser(readPort('--tls-port')),
    )
    .option('--mcp', 'let coding agents connect at /mcp of the window’s port', false)
    .addHelpText(
      'after',
      examples(
        'backstitch serve',
        'backstitch serve --port 0 --control-port 0 --no-open --json',
        'backstitch serve --tunnel localtunnel --subdomain quiet-fox',
        'backstitch serve --tunnel https://hooks.example.com',
        'backstitch serve --tunnel preset:cloudflared',
        'backstitch serve --tunnel ssh://me@example.com',
        'backstitch serve --tls-cert localhost.pem --tls-key localhost-key.pem',
        'backstitch serve --app ./my-app',
        'backstitch serve --ephemeral --json',
        'backstitch serve --team postgresql://anna@db.example/team --node-name Anna',
        'backstitch serve --project . --allow-host api.example.com',
      ),
    )
    .action(async ({ project: directory, yes, allowHost: allowHosts, ...given }, command) => {
      if (directory === undefined && (yes || allowHosts.length > 0)) {
        throw bad('--yes and --allow-host go with --project.', '');
      }
      const project = directory === undefined ? undefined : { directory, yes, allowHosts };
      if (given.ephemeral) {
        const isGiven = (name: 'controlPort' | 'dataDir'): boolean =>
          command.getOptionValueSource(name) === 'cli';
        const { team, ack, checkCertificate: check } = given;
        if (given.relay || [team, ack, check].some((one) => one !== undefined)) {
          throw bad('An ephemeral Backstitch is in no team.', 'Leave out the options about it.');
        }
        const { tunnel, tunnelCommand, tunnelHost, subdomain, recover } = given;
        const { host, tlsCert, tlsKey } = given;
        const ofTunnel = tunnel ?? tunnelCommand ?? tunnelHost ?? subdomain;
        if (ofTunnel ?? recover ?? host ?? tlsCert ?? tlsKey) {
          throw bad(
            'An ephemeral Backstitch has no tunnel, no other address and nothing to recover.',
            'Leave out --ephemeral, or the option about the tunnel, the address or the recovery.',
          );
        }
        const { serveEphemeral } = await import('../serving/ephemeral.ts');
        await serveEphemeral({
          app: given.app,
          project,
          json: given.json,
          port: given.port ?? 0,
          controlPort: isGiven('controlPort') ? given.controlPort : 0,
          dataDir: isGiven('dataDir') ? given.dataDir : undefined,
          keep: given.keep,
        });
        return;
      }
      const team = readTeam(given);
      if (given.relay && (given.tunnel ?? given.tunnelHost ?? given.subdomain)) {
        throw bad('A relay has no tunnel.', 'Put a reverse proxy in front of it.');
      }
      if (given.keep !== undefined) throw bad('--keep goes with --ephemeral.', '');
      const args = serveArguments(given, { ...given, project, team, tls: tlsOf(given) });
      const loaded = holdYoungSpace();
      await (await import('../serving/serve.ts')).serveUntilSignal(args);
      loaded();
    });

/** Port for https beside the one for plain http. */
const DEFAULT_TLS_PORT = 8978;

function tlsOf({
  tlsCert: cert,
  tlsKey: key,
  tlsPort: port,
}: {
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
  tlsPort?: number | undefined;
}) {
  if (cert !== undefined && key !== undefined) return { cert, key, port: port ?? DEFAULT_TLS_PORT };
  if (cert === undefined && key === undefined && port === undefined) return undefined;
  throw bad('--tls-cert and --tls-key go together.', 'Name both files, in PEM form.');
}

function readHost(value: string): string {
  if (isIP(value) !== 0) return value;
  throw bad(
    `--host ${value} is no address.`,
    'Write an IP address of this computer: 0.0.0.0 for all of IPv4, :: for all.',
  );
}

function readRecovery(value: string): Recovery {
  const known = RECOVERIES.find((way) => way === value);
  if (known !== undefined) return known;
  throw bad(`--recover ${value} is not known.`, `Write one of ${RECOVERIES.join(', ')}.`);
}
