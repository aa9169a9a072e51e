import type { TunnelItem } from '../../../preload/contract/interchange/project-tunnel.ts';
import type { CommandTunnel, SshTunnel, TunnelConfig } from '../../../preload/contract/tunnel.ts';
import { COMMANDS, SSH_RELAYS } from '../../../preload/rules/tunnel/presets.ts';
import type { Json } from '../../project/canonical.ts';
import type { KindRoom, Risk } from '../../project/kinds.ts';
import { FRESH } from '../../tunnel/choice.ts';
import type { ProjectRooms } from './project-rooms.ts';

type SshItem = Extract<TunnelItem, { mode: 'ssh' }>['ssh'];
type CommandItem = Extract<TunnelItem, { mode: 'command' }>['command'];

const OPEN = 'Anybody on the internet can send to this computer through it.';

/**
 * The tunnel by its way: the relay of localtunnel, keys, and the keys of hosts that are trusted are chosen on each
 * computer. A program is named by its preset, and started only where somebody confirmed where it is.
 */
export function tunnelKind({ tunnel }: Pick<ProjectRooms, 'tunnel'>): KindRoom {
  const put = async (value: Json, confirmed: string): Promise<{ id: string }> => {
    const now = tunnel.get().config;
    const item = value as unknown as TunnelItem;
    if (item.mode === 'ssh') await tunnel.put({ ...now, mode: 'ssh', ssh: sshOf(item.ssh, now) });
    else if (item.mode === 'command') {
      const command = commandOf(item.command, confirmed);
      await tunnel.put({ ...now, mode: 'command', command });
    } else await tunnel.put({ ...now, ...item });
    return { id: 'tunnel' };
  };
  const found = (preset: CommandItem['preset']): string | null =>
    tunnel.programs().find((one) => one.preset === preset)?.program ?? null;

  return {
    isSingle: true,
    list() {
      const { config } = tunnel.get();
      const value = itemOf(config) as unknown as Json;
      return [{ id: 'tunnel', name: 'tunnel', value, problem: staysHere(config) }];
    },
    add: (value, _names, confirmed = '') => put(value, confirmed),
    change: (_id, value, _names, confirmed = '') => put(value, confirmed),
    remove: () => Promise.resolve(),
    plain: (value) => plainItem(value as unknown as TunnelItem),
    riskOf(_now, value): Risk {
      const item = value as unknown as TunnelItem;
      if (item.mode === 'ssh') return { risk: 'egress', why: `${loginWords(item.ssh)} ${OPEN}` };
      if (item.mode !== 'command') {
        return item.mode === 'off' ? { risk: 'none', why: null } : { risk: 'egress', why: OPEN };
      }
      const { program } = COMMANDS[item.command.preset];
      const place = found(item.command.preset);
      const why =
        place === null
          ? `The program ${program} is not found in PATH here. Install it, then look again.`
          : `The program ${place} is started. ${OPEN}`;
      return { risk: 'egress', why, program: place ?? program };
    },
  };
}

/** Why the tunnel as it is cannot stand in a file; null where it can. */
function staysHere({ mode, command }: TunnelConfig): string | null {
  if (mode === 'url')
    return 'The tunnel has a URL of your own, which is not written into the file.';
  return mode === 'command' && command.preset === 'file'
    ? 'The tunnel is a program of yours, which is not written into the file.'
    : null;
}

const byName = (name: string): { secret: string } | null => (name === '' ? null : { secret: name });

function itemOf({ mode, subdomain, ssh, command }: TunnelConfig): object {
  if (mode === 'ssh') return { mode, ssh: sshItem(ssh) };
  if (mode !== 'command') return { mode, subdomain };
  const { preset, token, urlPattern, publicUrl, readyMs } = command;
  return { mode, command: { preset, token: byName(token), urlPattern, publicUrl, readyMs } };
}

function sshItem(ssh: SshTunnel): object {
  const { preset, host, port, user, bind, remotePort, urlFrom, urlPattern, publicUrl } = ssh;
  const token = byName(ssh.token);
  if (preset !== 'own') return { preset, token, bind, urlPattern };
  const password = byName(ssh.password);
  const asked = { bind, remotePort, urlFrom, urlPattern, publicUrl };
  return { preset, host, port, user, token, password, ...asked };
}

/** What was set here for a server stays for that server alone. */
function sshOf(item: SshItem, { ssh: now }: TunnelConfig): SshTunnel {
  const isSame =
    item.preset === now.preset &&
    (item.preset !== 'own' || (item.host === now.host && item.port === now.port));
  const { token, ...rest } = item;
  const password = 'password' in item ? (item.password?.secret ?? '') : '';
  const kept = isSame ? now : { ...now, ...FRESH, hostKey: [] };
  return { ...kept, ...rest, token: token?.secret ?? '', password };
}

function commandOf({ token, ...rest }: CommandItem, program: string): CommandTunnel {
  return { ...rest, program, token: token?.secret ?? '' };
}

/** As the room gives it back. */
function plainItem(item: TunnelItem): TunnelItem {
  if (item.mode !== 'ssh') return item;
  const { ssh } = item;
  if (ssh.preset === 'own') {
    const host = ssh.host.trim().toLowerCase();
    return { ...item, ssh: { ...ssh, host, user: ssh.user.trim() } };
  }
  const { named, token } = SSH_RELAYS[ssh.preset];
  const bind = named ? ssh.bind.trim().toLowerCase() : '';
  return { ...item, ssh: { ...ssh, bind, token: token ? ssh.token : null } };
}

/** Who is logged in to, and what they are shown. */
function loginWords(ssh: SshItem): string {
  const host = ssh.preset === 'own' ? `${ssh.host}:${ssh.port}` : SSH_RELAYS[ssh.preset].host;
  const shown = [ssh.token, 'password' in ssh ? ssh.password : null].flatMap((one) =>
    one === null ? [] : [one.secret],
  );
  const gets = shown.length === 0 ? '' : `, which gets ${shown.join(', ')}`;
  return `Backstitch logs in to ${host}${gets}.`;
}
