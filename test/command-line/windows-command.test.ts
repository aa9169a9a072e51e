import fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowsCommand } from '../../main/command-line/running/windows-command.ts';

const ENV = { PATH: String.raw`C:\bin;C:\app\node_modules\.bin`, ComSpec: 'cmd.exe' };
const FILES = new Set([
  String.raw`C:\bin\node.EXE`,
  String.raw`C:\bin\npm.CMD`,
  String.raw`C:\app\node_modules\.bin\vitest.CMD`,
]);
const started = (...words: string[]) => windowsCommand(words, ENV, (path) => FILES.has(path));

it('starts a program as it is, with its words apart', () => {
  expect(started('node', 'a b', '%PATH%')).toEqual({
    file: String.raw`C:\bin\node.EXE`,
    args: ['a b', '%PATH%'],
    verbatim: false,
  });
  expect(started('missing')).toEqual({ file: 'missing', args: [], verbatim: false });
});

it('starts a script through cmd.exe, which expands nothing and sees no second command', () => {
  expect(started('npm', 'run', 'a b&c', '%PATH%')).toEqual({
    file: 'cmd.exe',
    args: ['/d', '/s', '/c', String.raw`"C:\bin\npm.CMD ^"run^" ^"a^ b^&c^" ^"^%PATH^%^""`],
    verbatim: true,
  });
});

/** Takes one `^` away from each character that has one, as `cmd.exe` does with a line it carries out. */
const carriedOut = (line: string): string => line.replaceAll(/\^(.)/gs, '$1');

/** Words of a command line as the C runtime of Windows reads them, after the first. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < line.length; at++) {
    let word = '';
    let isQuoted = false;
    for (; at < line.length && (isQuoted || line[at] !== ' '); at++) {
      const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
      const isBeforeQuote = line[at + slashes] === '"';
      word += '\\'.repeat(isBeforeQuote ? Math.floor(slashes / 2) : slashes);
      at += slashes;
      if (isBeforeQuote && slashes % 2 === 0) isQuoted = !isQuoted;
      else word += line[at] ?? '';
    }
    words.push(word);
  }
  return words.slice(1);
}

it('hands any words on: what cmd.exe and the program make of the line is what was written', () => {
  const word = fc.string({ unit: fc.constantFrom('a', ' ', '\\', '"', '&', '%', '^', '(', '!') });
  fc.assert(
    fc.property(fc.array(word), fc.constantFrom('npm', 'vitest'), (given, name) => {
      const line = started(name, ...given).args[3] ?? '';
      expect([line[0], line.at(-1)]).toEqual(['"', '"']);
      const inner = line.slice(1, -1);
      // Nothing that cmd.exe would act on is left without its ^.
      expect(inner.replaceAll(/\^./gs, '')).not.toMatch(/[&%!"^(]/);
      const once = carriedOut(inner);
      const [, rest = ''] = /^\S+(.*)$/s.exec(once) ?? [];
      expect(wordsOf(`x${name === 'vitest' ? carriedOut(rest) : rest}`)).toEqual(given);
    }),
  );
});
