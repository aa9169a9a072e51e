import type { SshTunnel } from '../../preload/contract/tunnel.ts';
import { SSH_PRESETS, SSH_RELAYS, WAYS } from '../../preload/rules/tunnel/presets.ts';
import { Checkbox, Field, NumberInput, Select, TextInput } from '../ui/field.tsx';
import { SecretField } from './secret-field.tsx';
import type { Typed } from './secrets.ts';
import { Terms } from './terms.tsx';
import { otherServer, type ConfigMistakes } from './tunnel-config.ts';

interface Props {
  ssh: SshTunnel;
  change: (part: Partial<SshTunnel>) => void;
  typed: Typed;
  onType: (part: Typed) => void;
  mistakes: ConfigMistakes;
}

/** A relay or server that is reached by SSH. */
export function SshFields(props: Props) {
  const { ssh, change, mistakes } = props;
  const relay = ssh.preset === 'own' ? null : SSH_RELAYS[ssh.preset];
  return (
    <>
      <Field label="Server">
        <Select
          value={ssh.preset}
          options={SSH_PRESETS.map((value) => ({
            value,
            label: value === 'own' ? WAYS.own.label : SSH_RELAYS[value].label,
          }))}
          onValueChange={(preset) => change(otherServer(ssh, preset))}
        />
      </Field>
      <Terms terms={relay ?? WAYS.own} isPreset={relay !== null} />
      {relay === null && <Place {...props} />}
      {relay?.named === true && (
        <Field label="Name" error={mistakes['ssh.bind']} help="Empty: the relay picks one.">
          <TextInput mono value={ssh.bind} onValueChange={(bind) => change({ bind })} />
        </Field>
      )}
      {relay?.token === true && (
        <SecretField
          label="Token"
          help="Empty: as a guest."
          kept={ssh.token}
          typed={props.typed['ssh.token'] ?? ''}
          onType={(text) => props.onType({ 'ssh.token': text })}
          onForget={() => change({ token: '' })}
        />
      )}
      <Login {...props} />
      <Field
        label="Pattern for the URL"
        error={mistakes['ssh.urlPattern']}
        help={
          relay === null
            ? 'Only where the server prints the URL. RE2; the first group is the URL.'
            : 'Empty: that of the preset. RE2; the first group is the URL.'
        }
      >
        <TextInput
          mono
          value={ssh.urlPattern}
          onValueChange={(urlPattern) => change({ urlPattern })}
        />
      </Field>
    </>
  );
}

function Place({ ssh, change, mistakes }: Props) {
  return (
    <>
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <Field label="Host" error={mistakes['ssh.host']}>
          <TextInput mono value={ssh.host} onValueChange={(host) => change({ host })} />
        </Field>
        <Field label="Port">
          <NumberInput value={ssh.port} onValueChange={(port) => change({ port: port ?? 22 })} />
        </Field>
      </div>
      <Field label="User" error={mistakes['ssh.user']}>
        <TextInput mono value={ssh.user} onValueChange={(user) => change({ user })} />
      </Field>
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <Field
          label="Public URL"
          error={mistakes['ssh.publicUrl']}
          help="{port} becomes the port on the server."
        >
          <TextInput
            mono
            value={ssh.publicUrl}
            onValueChange={(publicUrl) => change({ publicUrl })}
          />
        </Field>
        <Field label="Its port" help="0: any free one.">
          <NumberInput
            value={ssh.remotePort}
            onValueChange={(port) => change({ remotePort: port ?? 0 })}
          />
        </Field>
      </div>
    </>
  );
}

function Login({ ssh, change, typed, onType }: Props) {
  return (
    <details>
      <summary className="cursor-pointer text-sm font-medium">Keys and password</summary>
      <div className="flex flex-col gap-3 pt-2">
        <Checkbox
          label="Offer the keys of my SSH agent"
          help="The server learns which keys you have."
          checked={ssh.agent}
          onCheckedChange={(agent) => change({ agent })}
        />
        <Field label="File of a private key" help="On the computer where Backstitch runs.">
          <TextInput mono value={ssh.keyPath} onValueChange={(keyPath) => change({ keyPath })} />
        </Field>
        <SecretField
          label="Passphrase of the key"
          kept={ssh.passphrase}
          typed={typed['ssh.passphrase'] ?? ''}
          onType={(text) => onType({ 'ssh.passphrase': text })}
          onForget={() => change({ passphrase: '' })}
        />
        <SecretField
          label="Password"
          kept={ssh.password}
          typed={typed['ssh.password'] ?? ''}
          onType={(text) => onType({ 'ssh.password': text })}
          onForget={() => change({ password: '' })}
        />
        {ssh.hostKey.length > 0 && (
          <Field label="Trusted keys of the server">
            {(control) => (
              <div className="flex flex-col gap-1" {...control}>
                {ssh.hostKey.map((key) => (
                  <code key={key} className="wire text-sm break-all">
                    {key}
                  </code>
                ))}
              </div>
            )}
          </Field>
        )}
      </div>
    </details>
  );
}
