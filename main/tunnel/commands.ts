import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TunnelProgram } from '../../preload/contract/tunnel.ts';
import { COMMAND_PRESETS, COMMANDS } from '../../preload/rules/tunnel/presets.ts';
import { errorCode } from '../lib/errors.ts';
import { invalid } from './config/fields.ts';
import { readCommandFile, type OwnCommand } from './sessions/command/command-file.ts';
import { findProgram } from './sessions/command/find-program.ts';
import { openPidFile } from './sessions/command/pid-file.ts';
import { endLeft } from './sessions/command/process.ts';

/** The programs that tunnels can be made with. One of the user's own is known for this run only. */
export function openCommands(pidFile: string, env: NodeJS.ProcessEnv, stopMs: number) {
  let own: OwnCommand | null = null;
  return {
    own: (): OwnCommand | null => own,
    pids: openPidFile(pidFile, (pid) => endLeft(pid, stopMs)),
    /** @throws BackstitchError TUNNEL_INVALID */
    async handOver(path: string): Promise<void> {
      own = readCommandFile(await read(path), (program) => findProgram(program, env));
    },
    list(): TunnelProgram[] {
      const presets = COMMAND_PRESETS.map((preset) => {
        const { label, program, args } = COMMANDS[preset];
        return { preset, name: label, program: findProgram(program, env), args: [...args] };
      });
      if (own === null) return presets;
      const { program, args } = own;
      return [...presets, { preset: 'file' as const, name: basename(program), program, args }];
    },
  };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw invalid('commandFile', `The file ${path} ${why}.`, 'Write the path of a JSON file.');
  }
}
