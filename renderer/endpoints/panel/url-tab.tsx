import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { formatRoute } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { tryCurl } from '../reply-summary.ts';
import { MethodsField } from './methods-field.tsx';
import type { Autosave } from './use-autosave.ts';

/** What an endpoint is called and takes, and under which URLs. */
export function UrlTab({ endpoint, autosave }: { endpoint: Endpoint; autosave: Autosave }) {
  return (
    <div className="flex flex-col gap-5">
      <Urls endpoint={endpoint} />
      {!endpoint.isInbox && (
        <>
          <NameField autosave={autosave} />
          <RouteForm endpoint={endpoint} autosave={autosave} />
        </>
      )}
    </div>
  );
}

function Urls({ endpoint }: { endpoint: Endpoint }) {
  const { publicUrl, localUrl, methods } = endpoint;
  return (
    <>
      <dl className="flex flex-col gap-3">
        {publicUrl === null ? null : <Line label="Public URL" text={publicUrl} />}
        <Line label="Local URL" text={localUrl} />
        <Line label="Try it" text={tryCurl(localUrl, methods)} what="the curl line" />
      </dl>
      {publicUrl === null && (
        <p className="text-sm text-muted">
          A{' '}
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'endpoints', id: 'tunnel' })}
          >
            tunnel
          </a>{' '}
          gives it a public URL.
        </p>
      )}
    </>
  );
}

function Line(props: { label: string; text: string; what?: string }) {
  const { label, text, what = `the ${label.toLowerCase().replace('url', 'URL')}` } = props;
  return (
    <div>
      <dt className="text-sm font-medium">{label}</dt>
      <dd className="mt-1 flex items-start gap-1 rounded-md bg-canvas py-1 pr-1 pl-3">
        <code className="wire min-w-0 flex-1 py-1 break-all">{text}</code>
        <CopyButton label={`Copy ${what}`} getText={() => text} />
      </dd>
    </div>
  );
}

function NameField({ autosave: { draft, problems, change, save } }: { autosave: Autosave }) {
  return (
    // It is its field that is left.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      onBlur={save}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label="Name" error={problems.get('name')}>
        <TextInput value={draft.name} onValueChange={(name) => change({ name })} />
      </Field>
    </form>
  );
}

/** Path and methods reroute requests: they wait for Save. */
function RouteForm({ endpoint, autosave }: { endpoint: Endpoint; autosave: Autosave }) {
  const { draft, problems, change, isRerouted, reroute, keepRoute } = autosave;
  const path = draft.path.trim();
  const example =
    path === '' || path === '/' ? 'every path' : `${path} and ${path.replace(/\/$/, '')}/…`;
  const isWrong = problems.has('path') || [...problems.keys()].some((key) => key.startsWith('me'));
  return (
    <form
      aria-label="What it takes"
      className="flex flex-col gap-4 rounded-lg border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRerouted && !isWrong) reroute();
      }}
    >
      <Field
        label="Path"
        error={problems.get('path')}
        help={problems.has('path') ? undefined : `Takes ${example}, with any query.`}
      >
        <TextInput mono value={draft.path} onValueChange={(text) => change({ path: text })} />
      </Field>
      <MethodsField methods={draft.methods} onChange={(methods) => change({ methods })} />
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={!isRerouted || isWrong}>
          Save path and methods
        </Button>
        {isRerouted && <Button onClick={keepRoute}>Keep {endpoint.path}</Button>}
        <span className="text-sm text-muted">
          {isRerouted ? 'Requests go another way once you save.' : ''}
        </span>
      </div>
    </form>
  );
}
