import { Command } from '@commander-js/extra-typings';
import { engineCommand, examples, jsonOption } from '../../options.ts';

const AT =
  'the database: postgresql://login@host/database; left out: the variable BACKSTITCH_TEAM_URL';
const actions = () => import('../../actions/team/team.ts');
const sharing = () => import('../../actions/team/sharing.ts');
const DESTINATION = 'id or name of the destination';

/** A command that talks to the database itself, not to an engine. */
const databaseCommand = (name: string) =>
  new Command(name)
    .option(
      '--no-check-certificate',
      'connect though nothing proves that the host is the right one',
    )
    .addOption(jsonOption());

export const teamCommand = () => {
  const team = new Command('team')
    .summary('share captures with others through one PostgreSQL')
    .description(
      'Sets up a database that several Backstitches write to, and shows how it is. An engine joins with ' +
        'backstitch serve --team URL.',
    );
  team.addCommand(
    databaseCommand('init')
      .summary('make the team, or bring it up to date')
      .description(
        'Makes the schema backstitch_team and its roles, in one transaction. Needs a login that may create roles ' +
          'and schemas; --sql prints the statements for the administrator of the database.',
      )
      .argument('[url]', AT)
      .option('--sql', 'print the statements, connect to nothing', false)
      .addHelpText(
        'after',
        examples(
          'backstitch team init postgresql://postgres@db.example/team',
          'backstitch team init --sql',
        ),
      )
      .action(async (url, given) => (await actions()).runTeamInit({ ...given, url })),
  );
  team.addCommand(
    databaseCommand('member')
      .summary('make a login for one person')
      .description(
        'Makes a login that may take part. Its password is made here and shown once; the database gets a form of it ' +
          'that nobody can log in with.',
      )
      .argument('<name>', 'the login: small letters, digits and _')
      .argument('[url]', AT)
      .option('--sql', 'print the statement, connect to nothing', false)
      .addHelpText(
        'after',
        examples(
          'backstitch team member anna postgresql://postgres@db.example/team',
          'backstitch team member anna --sql',
        ),
      )
      .action(async (name, url, given) => (await actions()).runTeamMember({ ...given, name, url })),
  );
  team.addCommand(
    databaseCommand('status')
      .summary('show nodes, sizes, and what this login may do')
      .description('Looks at the team. Ends with 1 where something is wrong.')
      .argument('[url]', AT)
      .addHelpText('after', examples('backstitch team status postgresql://anna@db.example/team'))
      .action(async (url, given) => (await actions()).runTeamStatus({ ...given, url })),
  );
  team.addCommand(
    databaseCommand('keep')
      .summary('say how long and how much the team keeps')
      .description(
        'Whole days go: those that are too old, and while all captures take more bytes than they may, the oldest one ' +
          'before today. What is pinned stays. Needs the login that made the team, or another owner of it.',
      )
      .argument('[url]', AT)
      .option('--days <number>', 'days that captures are kept')
      .option('--size <size>', 'bytes that all captures may take, such as 20gb; none: no limit')
      .addHelpText(
        'after',
        examples(
          'backstitch team keep postgresql://postgres@db.example/team --days 30 --size 20gb',
        ),
      )
      .action(async (url, given) => (await actions()).runTeamKeep({ ...given, url })),
  );
  team.addCommand(
    databaseCommand('drop')
      .summary('delete the team with all its captures')
      .description(
        'Deletes the schema backstitch_team and all that is in it. Captures on the computers stay.',
      )
      .argument('[url]', AT)
      .option('--yes', 'do it', false)
      .addHelpText(
        'after',
        examples('backstitch team drop postgresql://postgres@db.example/team --yes'),
      )
      .action(async (url, given) => (await actions()).runTeamDrop({ ...given, url })),
  );
  for (const command of sharedCommands()) team.addCommand(command);
  return team;
};

/** Of shared destinations; these talk to the engine that runs. */
const sharedCommands = () => [
  engineCommand('share')
    .summary('let the team deliver to a destination together')
    .description(
      'Nodes that hold its secret send for it, also what another node accepted. Secrets stay on each computer.',
    )
    .argument('<destination>', DESTINATION)
    .option('--stop', 'no longer: what waits is canceled', false)
    .addHelpText(
      'after',
      examples('backstitch team share shop', 'backstitch team share shop --stop'),
    )
    .action(async (destination, given) => (await sharing()).runShare({ ...given, destination })),
  engineCommand('equip')
    .summary('let this computer send for a shared destination')
    .description(
      'Says yes to where it sends, and gives it what it needs. The secret and the Authorization are read from files, ' +
        'since other users of a computer can read its command lines.',
    )
    .argument('<destination>', DESTINATION)
    .option('--secret-file <file>', 'file with the secret that signs; - for the standard input')
    .option('--authorization-file <file>', 'file with the value of Authorization')
    .addHelpText('after', examples('pass show shop | backstitch team equip shop --secret-file -'))
    .action(async (destination, given) => (await sharing()).runEquip({ ...given, destination })),
  engineCommand('deliveries')
    .summary('list what the team delivers')
    .description(
      'Lists deliveries of shared destinations, whichever node accepted them, newest first.',
    )
    .argument('[destination]', `${DESTINATION}; left out: all`)
    .addHelpText('after', examples('backstitch team deliveries shop'))
    .action(async (destination, given) =>
      (await sharing()).runTeamDeliveries({ ...given, destination }),
    ),
];
