import { describe, expect, it } from 'vitest';
import type { TunnelConfig } from '../../../preload/contract/tunnel.ts';
import { checkConfig } from '../../../renderer/tunnel/tunnel-words.ts';

const base: TunnelConfig = {
  mode: 'localtunnel',
  host: 'https://localtunnel.me',
  subdomain: '',
  url: '',
};
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
});
