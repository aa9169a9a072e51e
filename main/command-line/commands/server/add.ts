import { Argument, Command } from '@commander-js/extra-typings';
import { ADD_ONS, type AddOn } from '../../../lib/packages/add-ons.ts';
import { dataDirOption, examples } from '../../options.ts';

export const addCommand = () =>
  new Command('add')
    .summary('install what only some need: the clients of AWS, the driver of MongoDB')
    .description(
      'Installs packages with npm into the data folder, in the versions that this release was tested with. ' +
        'A Backstitch that runs finds them at the next call.',
    )
    .addArgument(
      new Argument('<what...>', 'what to install').choices(Object.keys(ADD_ONS) as AddOn[]),
    )
    .addOption(dataDirOption())
    .addHelpText('after', examples('backstitch add mongodb', 'backstitch add aws mongodb'))
    .action(async (names, { dataDir }) => {
      await (await import('../../actions/server/add.ts')).runAdd(names, dataDir);
    });
