import { Command } from '@commander-js/extra-typings';
import {
  appOption,
  examples,
  jsonOption,
  controlPortOption,
  tokenFileOption,
  urlOption,
  whereOption,
} from '../../options.ts';
import type { PackagesArguments } from '../../actions/apps/packages.ts';

export const packagesCommand = () => {
  const packages = new Command('packages')
    .summary('show, install and remove the npm packages of an app')
    .description('Shows and changes the npm packages of an app’s functions.');
  packages.addCommand(
    sub('list')
      .summary('show them')
      .description('Shows the packages, and what functions/package.json asks for.')
      .addHelpText('after', examples('backstitch packages list --app shop'))
      .action((given) => run({ ...given, what: 'list', names: [], save: false })),
  );
  packages.addCommand(
    sub('install')
      .summary('install them, or what functions/package.json asks for')
      .description('Installs packages, or without names what functions/package.json asks for.')
      .argument('[package...]', 'name, or name@version')
      .option('--no-save', 'leave functions/package.json as it is')
      .addHelpText(
        'after',
        examples('backstitch packages install', 'backstitch packages install axios@0.27.2 qs'),
      )
      .action((names, given) => run({ ...given, what: 'install', names })),
  );
  packages.addCommand(
    sub('remove')
      .summary('remove them')
      .description('Removes packages, with those that nothing else needs.')
      .argument('<package...>', 'names')
      .option('--no-save', 'leave functions/package.json as it is')
      .addHelpText('after', examples('backstitch packages remove axios'))
      .action((names, given) => run({ ...given, what: 'remove', names })),
  );
  return packages;
};

const sub = (name: string) =>
  new Command(name)
    .addOption(appOption())
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(controlPortOption())
    .addOption(whereOption())
    .addOption(jsonOption());

async function run(args: PackagesArguments): Promise<void> {
  await (await import('../../actions/apps/packages.ts')).runPackages(args);
}
