import type { Status } from '../../../preload/contract/system.ts';
import { AGENTS_CHANGE, AGENTS_CONNECT } from '../../../preload/rules/agent-prefs.ts';
import { putPrefs, usePrefs } from '../../api/prefs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Switch } from '../../ui/field.tsx';
import { Section } from '../../ui/section.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { saveWithUndo } from '../save-with-undo.ts';
import { AgentCalls } from './agent-calls.tsx';
import { AgentTokens } from './agent-tokens.tsx';
import { httpSetup, stdioSetup } from './client-setup.ts';

/** Coding agents: whether they may come in, how they are told of Backstitch, and what they asked. */
export function Agents({ status }: { status: Status }) {
  const prefs = usePrefs();
  if (prefs === undefined) return <Spinner label="Loading settings" />;
  const isDesktop = status.face === 'desktop';
  return (
    <>
      <p className="text-muted">
        A coding agent can search captures, read them and wait for the next one. Credentials are cut
        before it sees anything. It can never change destinations, secrets or settings, nor delete.
      </p>
      <Choice
        name={AGENTS_CONNECT}
        label="Let agents connect"
        help={
          isDesktop
            ? 'Through the local socket. The command backstitch mcp needs no switch.'
            : 'Over HTTP, with a token. The command backstitch mcp needs no switch.'
        }
        on={prefs[AGENTS_CONNECT] === true}
      />
      <Choice
        name={AGENTS_CHANGE}
        label="Agents may change things"
        help="Replay captures, send samples, pin, write notes, try functions."
        on={prefs[AGENTS_CHANGE] === true}
      />
      <Section
        title="For an agent that starts a program"
        help="Put this into its configuration. Add --allow-write to let it change things."
      >
        <Setup label="Copy the configuration for a program" text={stdioSetup(status.dataDir)} />
      </Section>
      {!isDesktop && (
        <Section
          title="For an agent that connects over HTTP"
          help="Make a token below, and give it to the agent as BACKSTITCH_TOKEN."
        >
          <Setup
            label="Copy the configuration for HTTP"
            text={httpSetup(globalThis.location.origin)}
          />
        </Section>
      )}
      <AgentTokens canMake={!isDesktop} />
      <AgentCalls />
    </>
  );
}

function Choice(props: { name: string; label: string; help: string; on: boolean }) {
  const { name, label, help, on } = props;
  return (
    <Switch
      label={label}
      help={help}
      checked={on}
      onCheckedChange={(next) =>
        saveWithUndo(
          `${label}: ${next ? 'on' : 'off'}`,
          () => putPrefs({ [name]: next }),
          () => putPrefs({ [name]: on }),
        )
      }
    />
  );
}

function Setup({ label, text }: { label: string; text: string }) {
  return (
    <div className="relative rounded-lg border border-line bg-surface">
      {/* Long lines are scrolled, by the keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className="wire overflow-x-auto p-3 pr-12">
        {text}
      </pre>
      <CopyButton label={label} getText={() => text} className="absolute top-1.5 right-1.5" />
    </div>
  );
}
