import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommanderError } from 'commander';
import { BackstitchError } from '../lib/errors.ts';

/** A command line that cannot be carried out: what is wrong, and what to write instead. */
export function bad(message: string, hint: string, cause?: unknown): BackstitchError {
  return new BackstitchError('BAD_ARGUMENT', message, { hint, cause });
}

/** Says in our words what the parser found wrong with the words behind a command. */
export function refusalOf(error: CommanderError, command: CommandUnknownOpts): BackstitchError {
  const seeHelp = `${nameOf(command)} --help lists what there is.`;
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknown(command.args[0] ?? '', error, command);
    // Help that was not asked for in a way that it could be given.
    case 'commander.help': {
      const [asked, name] = command.args;
      if (asked === 'help' && name !== undefined) return unknown(name, error, command);
      return bad(`${command.name()} needs ${listed(namesBelow(command), 'or')}.`, seeHelp, error);
    }
    case 'commander.missingArgument':
    case 'commander.excessArguments':
      return wrongNumber(error, command, seeHelp);
    case 'commander.optionMissingArgument': {
      const flag = /'([^']*)'/.exec(error.message)?.[1] ?? 'An option';
      return bad(`${flag} needs a value.`, seeHelp, error);
    }
    case 'commander.unknownOption': {
      const search = command.registeredArguments.some((one) => one.name() === 'search');
      const [, given = ''] = /'(-[^-'][^']*)'/.exec(error.message) ?? [];
      if (!search || given === '') return inOurWords(error, seeHelp);
      const hint = `A search that begins with - is written --search=${given}, or follows --.`;
      return bad(`There is no option ${given}.`, hint, error);
    }
    default:
      return inOurWords(error, seeHelp);
  }
}

function inOurWords(error: CommanderError, seeHelp: string): BackstitchError {
  const [sentence = ''] = error.message.replace(/^error: /, '').split('\n');
  const text = `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`;
  return bad(text, `${didYouMean(error.message)} ${seeHelp}`.trim(), error);
}

function unknown(
  name: string,
  error: CommanderError,
  command: CommandUnknownOpts,
): BackstitchError {
  const written = command.parent ? `${command.name()} ${name}` : name;
  const hint = didYouMean(error.message) || `Commands: ${namesBelow(command).join(', ')}.`;
  return bad(`There is no command “${written}”.`, hint, error);
}

function wrongNumber(
  error: CommanderError,
  command: CommandUnknownOpts,
  seeHelp: string,
): BackstitchError {
  const wanted = command.registeredArguments.map((argument) => argument.name());
  const surplus = command.args[wanted.length];
  const above = command.parent;
  if (surplus !== undefined && wanted.length === 0) {
    // Options come behind the name of a command; before it they would belong to `open`.
    const others = above === null ? [] : namesBelow(above);
    const isLate = others.includes(surplus);
    const hint = isLate ? `Write the command first: backstitch ${surplus} …` : seeHelp;
    return bad(`${command.name()} takes no “${surplus}”.`, hint, error);
  }
  const [only] = wanted;
  const one = command.registeredArguments[0]?.variadic ? 'at least one' : 'one';
  const needed =
    wanted.length === 1
      ? `${one} ${only}`
      : listed(
          wanted.map((word) => `${/^(?:a|e|i|o|u)/.test(word) ? 'an' : 'a'} ${word}`),
          'and',
        );
  const words = command.usage().replace('[options] ', '');
  const usage = `${nameOf(command)} ${words}; --help shows examples.`;
  return bad(`${command.name()} needs ${needed}.`, usage, error);
}

/** Of the parser's `(Did you mean serve?)`; '' where nothing is near. */
const didYouMean = (message: string): string =>
  /\((Did you mean [^)]*\?)\)$/.exec(message)?.[1] ?? '';

const namesBelow = (command: CommandUnknownOpts): string[] =>
  command.commands.map((one) => one.name());

function nameOf(command: CommandUnknownOpts): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

const listed = (words: readonly string[], last: 'and' | 'or'): string =>
  words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
