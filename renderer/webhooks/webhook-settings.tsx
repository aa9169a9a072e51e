import type { AppSummary } from '../../preload/contract/apps.ts';
import type { WebhookWhole } from '../../preload/contract/apps/webhooks.ts';
import { LimitsForm } from '../functions/limits-form.tsx';
import { RunAsFields } from '../functions/run-as-fields.tsx';
import { ExpressionEditor } from '../expressions/expression-editor.tsx';
import { Section } from '../ui/section.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field, Select, Switch, TextInput } from '../ui/field.tsx';
import { METHODS, newSecret, VALIDATION_WORDS, type WebhookDraft } from './webhook-draft.ts';

interface Props {
  app: AppSummary;
  webhook: WebhookWhole;
  draft: WebhookDraft;
  problems: Record<string, string>;
  onChange: (draft: WebhookDraft) => void;
}

/** Every setting of a webhook that its kind of service knows, in the vendor’s order; ours come last. */
export function WebhookSettings(props: Props) {
  const { app, webhook, draft, problems, onChange } = props;
  const isHttp = webhook.serviceType === 'http';
  const set = (change: Partial<WebhookDraft>): void => onChange({ ...draft, ...change });
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex max-w-4xl flex-col gap-6 px-4 py-5">
        <Field label="Name" help="A new name is a new URL." error={problems.name}>
          <TextInput mono value={draft.name} onValueChange={(name) => set({ name })} />
        </Field>
        <Switch
          label="Respond with result"
          help="Answers with the function’s result unless it sets the response."
          checked={draft.respondResult}
          onCheckedChange={(respondResult) => set({ respondResult })}
        />
        <Section
          title="Run webhook as"
          help="Which user the function is for services, rules and expressions."
        >
          <RunAsFields
            appId={app.id}
            runAs={draft}
            error={problems.runAsUserId}
            withCredentials
            onChange={set}
          />
        </Section>
        {isHttp && (
          <Field label="HTTP method" help="Other methods get 405.">
            <Select
              value={draft.httpMethod}
              onValueChange={(httpMethod) => set({ httpMethod })}
              options={METHODS.map((value) => ({ value, label: value === 'ANY' ? 'Any' : value }))}
            />
          </Field>
        )}
        {webhook.serviceType !== 'twilio' && (
          <Section title="Request validation" help="What a sender must prove.">
            <ValidationFields {...props} />
          </Section>
        )}
        <Section
          title="Can evaluate"
          help="can_evaluate: the function runs only if this expression is true."
        >
          <ExpressionEditor
            appId={app.id}
            where="webhook"
            value={draft.canEvaluate}
            captureSearch={`endpoint:${webhook.endpointId}`}
            onChange={(canEvaluate) => set({ canEvaluate })}
          />
        </Section>
        <Section title="Logs">
          <Switch
            label="Leave arguments out of logs"
            help="For exports. Captures here stay complete."
            checked={draft.disableArgLogs}
            onCheckedChange={(disableArgLogs) => set({ disableArgLogs })}
          />
        </Section>
        <Section title="Limits" help="Only on this computer. Saved separately.">
          <LimitsForm
            of={{ kind: 'webhook', appId: app.id, service: webhook.service, webhook: webhook.name }}
            limits={webhook.limits}
          />
        </Section>
      </div>
    </div>
  );
}

function ValidationFields({ webhook, draft, problems, onChange }: Props) {
  const isGithub = webhook.serviceType === 'github';
  const choices = (['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'] as const).filter(
    (one) => !isGithub || one !== 'SECRET_AS_QUERY_PARAM',
  );
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Method"
        help={
          isGithub
            ? 'GitHub signs with its own header. Enter the same secret there.'
            : 'A signature is sent as X-Hook-Signature: sha256=<HMAC of the body>; a secret as ?secret=…'
        }
      >
        <Select
          value={draft.validation}
          onValueChange={(validation) =>
            onChange({
              ...draft,
              validation,
              ...(validation === 'NO_VALIDATION' && isGithub && { secret: '' }),
            })
          }
          options={choices.map((value) => ({ value, label: VALIDATION_WORDS[value] }))}
        />
      </Field>
      {draft.validation !== 'NO_VALIDATION' && (
        <div className="flex items-start gap-2">
          <Field
            label="Secret"
            className="flex flex-1 flex-col gap-1"
            error={problems.secret}
            help="Exports contain it in clear text, as at the vendor."
          >
            <TextInput
              mono
              value={draft.secret}
              onValueChange={(secret) => onChange({ ...draft, secret })}
            />
          </Field>
          <CopyButton
            className="beside-field"
            size="md"
            label="Copy the secret"
            getText={() => draft.secret}
          />
          <Button
            className="beside-field"
            onClick={() => onChange({ ...draft, secret: newSecret() })}
          >
            Generate
          </Button>
        </div>
      )}
    </div>
  );
}
