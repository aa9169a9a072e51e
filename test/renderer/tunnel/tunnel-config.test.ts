import { describe, expect, it } from 'vitest';
import { TunnelConfig } from '../../../preload/contract/tunnel.ts';
import { checkConfig, inMode, otherServer } from '../../../renderer/tunnel/tunnel-config.ts';

const base = TunnelConfig.parse({ mode: 'localtunnel' });
const wrong = (part: Partial<TunnelConfig>): string[] =>
  Object.keys(checkConfig({ ...base, ...part }));

describe('a tunnel configuration', () => {
  it('needs a relay and may leave the subdomain to it', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ host: 'localtunnel.me' })).toEqual(['host']);
    expect(wrong({ host: 'ftp://localtunnel.me' })).toEqual(['host']);
  });

  it('wants a subdomain that can stand in a host name', () => {
    expect(wrong({ subdomain: 'my-hooks' })).toEqual([]);
    for (const subdomain of [
      'My',
      'a',
      '-hooks',
      'hooks-',
      'my hooks',
      'my.hooks',
      'x'.repeat(64),
    ]) {
      expect(wrong({ subdomain })).toEqual(['subdomain']);
    }
  });

  it('looks only at what its way uses', () => {
    expect(wrong({ mode: 'off', host: '', subdomain: '!' })).toEqual([]);
    expect(wrong({ mode: 'url', host: '', url: 'https://hooks.example.com' })).toEqual([]);
    expect(wrong({ mode: 'url', url: 'hooks.example.com' })).toEqual(['url']);
  });

  it('of a program needs its place confirmed, and what the preset needs', () => {
    const command = { ...base.command, preset: 'cloudflared-named' } as const;
    expect(wrong({ mode: 'command', command })).toEqual([
      'command.program',
      'command.token',
      'command.publicUrl',
    ]);
    const named = { ...command, program: '/bin/cloudflared', publicUrl: 'https://a.example' };
    const config: TunnelConfig = { ...base, mode: 'command', command: named };
    expect(checkConfig(config, { 'command.token': 'typed' })).toEqual({});
  });

  it('of a server of one’s own needs host, user and URL; a relay needs nothing', () => {
    expect(wrong({ mode: 'ssh' })).toEqual(['ssh.host', 'ssh.user', 'ssh.publicUrl']);
    const ssh = {
      ...base.ssh,
      host: 'a.example',
      user: 'me',
      publicUrl: 'http://a.example:{port}',
    };
    expect(wrong({ mode: 'ssh', ssh })).toEqual([]);
    expect(wrong(inMode(base, 'ssh'))).toEqual([]);
  });

  it('shows nothing of one server to another', () => {
    const mine = { ...base.ssh, host: 'a.example', password: 'p', keyPath: '/id', hostKey: ['k'] };
    const other = { ...mine, ...otherServer(mine, 'serveo') };
    expect(other).toMatchObject({ host: '', password: '', keyPath: '', hostKey: [], agent: false });
    expect(otherServer(mine, 'own')).toEqual({});
  });
});
