// cspell:words bashcompinit compgen COMPREPLY CWORD esac
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { print } from '../print.ts';

/** A command with what can stand behind it. */
export interface Offer {
  /** Words from the program on: `packages install`. */
  path: string;
  summary: string;
  /** Commands below it. */
  names: string[];
  options: { flag: string; description: string; takesValue: boolean }[];
}

/** Prints the script of a shell, made from the commands themselves. */
export function runCompletion(shell: 'bash' | 'zsh' | 'fish', program: CommandUnknownOpts): void {
  const all = offersOf(program, '');
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](all);
  print(...script.split('\n'));
}

function offersOf(command: CommandUnknownOpts, path: string): Offer[] {
  const options = command.options
    .filter(({ hidden, long }) => !hidden && long !== undefined)
    .map(({ long, description, required }) => ({
      flag: long ?? '',
      description,
      takesValue: required,
    }));
  const own = {
    path,
    summary: command.summary(),
    names: command.commands.map((one) => one.name()),
    options: [...options, { flag: '--help', description: 'print this help', takesValue: false }],
  };
  const below = command.commands.flatMap((one) => offersOf(one, `${path} ${one.name()}`.trim()));
  return [own, ...below];
}

const flagsOf = ({ options }: Offer): string => options.map(({ flag }) => flag).join(' ');

/** The words so far without options name the command; what is offered stands in one table. */
function bashScript(all: readonly Offer[]): string {
  const table = all.map(
    (one) => `    '${one.path}') offered='${[...one.names, flagsOf(one)].join(' ')}' ;;`,
  );
  return [
    '_backstitch() {',
    '  local at="" word offered=""',
    `  local known='|${all.map(({ path }) => path).join('|')}|'`,
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$known" in *"|${at:+$at }$word|"*) at="${at:+$at }$word" ;; esac',
    '  done',
    '  case "$at" in',
    ...table,
    '  esac',
    '  local typed="${COMP_WORDS[COMP_CWORD]}"',
    '  COMPREPLY=($(compgen -W "$offered" -- "$typed"))',
    '  [ "${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$typed"))',
    '}',
    'complete -F _backstitch backstitch',
  ].join('\n');
}

/** zsh reads what was made for bash, once asked to. */
const zshScript = (all: readonly Offer[]): string =>
  ['autoload -Uz bashcompinit', 'bashcompinit', bashScript(all)].join('\n');

/** Text in single quotes of fish. */
const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

function fishScript(all: readonly Offer[]): string {
  const [program, ...commands] = all;
  const top = program?.names ?? [];
  const lines = ['complete -c backstitch -f'];
  for (const { path, summary, names, options } of commands) {
    const steps = path.split(' ');
    const [name = '', below] = steps;
    const where =
      below === undefined
        ? `__fish_seen_subcommand_from ${name}`
        : `__fish_seen_subcommand_from ${name}; and __fish_seen_subcommand_from ${below}`;
    const siblings =
      below === undefined ? top : (commands.find((one) => one.path === name)?.names ?? []);
    const before =
      below === undefined
        ? '__fish_use_subcommand'
        : `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${siblings.join(' ')}`;
    lines.push(
      `complete -c backstitch -n ${quoted(before)} -a ${steps.at(-1) ?? ''} -d ${quoted(summary)}`,
    );
    if (names.length > 0) continue;
    for (const { flag, description, takesValue } of options) {
      const value = takesValue ? ' -r -F' : '';
      lines.push(
        `complete -c backstitch -n ${quoted(where)} -l ${flag.slice(2)}${value} -d ${quoted(description)}`,
      );
    }
  }
  return lines.join('\n');
}
