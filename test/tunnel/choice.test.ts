import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readServeArguments } from '../../main/command-line/serve-arguments.ts';
import { chosen } from '../../main/tunnel/choice.ts';
import { TunnelConfig } from '../../preload/contract/tunnel.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const KEPT = TunnelConfig.parse({
  mode: 'ssh',
  subdomain: 'mine',
  ssh: { host: 'a.example', user: 'me', password: 'pw', hostKey: [`SHA256:${'a'.repeat(43)}`] },
});

/** What the command line makes of the kept configuration. */
function choose(argv: readonly string[], env: NodeJS.ProcessEnv = {}): TunnelConfig {
  const { tunnel } = readServeArguments(argv);
  if (tunnel === undefined) throw new Error('no tunnel was named');
  return chosen(tunnel, KEPT, env);
}

describe('a tunnel on the command line', () => {
  it('may be a server, reached by its port 8080 unless more is kept of it', () => {
    expect(choose(['--tunnel', 'ssh://you@b.example:2222'])).toMatchObject({
      mode: 'ssh',
      subdomain: 'mine',
      ssh: {
        preset: 'own',
        host: 'b.example',
        port: 2222,
        user: 'you',
        password: '',
        hostKey: [],
        agent: true,
        urlFrom: 'fixed',
        remotePort: 8080,
        publicUrl: 'http://b.example:{port}',
      },
    });
    const same = choose(['--tunnel', 'ssh://you@a.example']);
    expect(same.ssh).toMatchObject({ ...KEPT.ssh, user: 'you' });
    // The port of https is one like any other here.
    expect(choose(['--tunnel', 'ssh://you@b.example:443']).ssh.port).toBe(443);
  });

  it('may be a preset, which gets nothing that was meant for another server', () => {
    const { mode, ssh } = choose(['--tunnel', 'preset:localhost.run']);
    expect({ mode, ...ssh }).toMatchObject({
      mode: 'ssh',
      preset: 'localhost.run',
      password: '',
      hostKey: [],
    });
    expect(choose(['--tunnel', 'ssh://nokey@localhost.run']).ssh.preset).toBe('localhost.run');
  });

  it('may be the program of a preset where it is found, confirmed by its name', () => {
    using dir = tempDir();
    const program = join(dir.path, process.platform === 'win32' ? 'ngrok.exe' : 'ngrok');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    expect(choose(['--tunnel', 'preset:ngrok'], { PATH: dir.path })).toMatchObject({
      mode: 'command',
      command: { preset: 'ngrok', program },
    });
    expect(choose(['--tunnel', 'preset:ngrok']).command.program).toBe('');
    expect(() => choose(['--tunnel', 'preset:nope'])).toThrow(
      expect.objectContaining({ code: 'TUNNEL_INVALID' }),
    );
  });

  it('may be a program of a file', () => {
    expect(choose(['--tunnel-command', 'mine.json'])).toMatchObject({
      mode: 'command',
      command: { preset: 'file' },
    });
  });
});
