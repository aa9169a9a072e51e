import { useQuery } from '@tanstack/react-query';
import { Plus, Search, UserRound, Users } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { AppUser } from '../../preload/contract/apps/app-data.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Section } from '../ui/section.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ClientApiSection } from './client-api/client-api-section.tsx';
import { AuthSection } from './users/auth-section.tsx';
import { NewUserDialog } from './users/new-user-dialog.tsx';
import { UserDialog } from './users/user-dialog.tsx';

const TABS = [
  { id: 'users', label: 'Users' },
  { id: 'providers', label: 'Providers' },
] as const;
/** Stands in the address where the providers are open: they are of no user. */
const NO_USER = '*';

/** Users of an app, and how they sign in. */
export function UsersPart({ app, tab }: PartProps) {
  const at = { page: 'apps', appId: app.id, part: 'users' } as const;
  const shown = TABS.find(({ id }) => id === tab)?.id ?? 'users';
  return (
    <Tabs
      label="Parts of the users"
      tabs={TABS}
      value={shown}
      onChange={(next) =>
        navigate(next === 'users' ? { ...at, item: null } : { ...at, item: NO_USER, tab: next }, {
          replace: true,
        })
      }
    >
      {shown === 'users' ? <UserList app={app} /> : <Providers app={app} />}
    </Tabs>
  );
}

function Providers({ app }: { app: AppSummary }) {
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex max-w-3xl flex-col gap-6 px-4 sm:px-6 py-5">
        <section className="flex flex-col gap-3">
          <header>
            <h2 className="text-lg font-semibold">Sign-in</h2>
            <p className="text-muted">How app users sign in.</p>
          </header>
          <AuthSection app={app} />
        </section>
        <Section
          title="Client applications"
          help="What client libraries can call: sign-in, functions, service actions, collections under rules."
        >
          <ClientApiSection app={app} />
        </Section>
      </div>
    </div>
  );
}

/** Who webhooks can run as. They stay on this computer. */
function UserList({ app }: { app: AppSummary }) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const users = useQuery(query.users.list.queryOptions({ input: { appId: app.id, search } }));
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const list = users.data ?? [];
  const opened = list.find((user) => user.id === openId);
  const add = (
    <Button icon={<Plus size={14} />} variant="primary" onClick={() => setAdding(true)}>
      Add user
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 sm:px-6 py-5">
      <header className="flex flex-wrap items-end gap-3 pb-4">
        <div className="min-w-60 flex-1">
          <h2 className="text-lg font-semibold">Users</h2>
          <p className="text-muted">
            Users that webhooks run as, and users of the client API. Only on this computer. Not
            exported.
          </p>
        </div>
        <Field label="Search users" hideLabel className="w-56">
          <span className="relative block">
            <Search size={14} className="absolute top-2 left-2 text-muted" aria-hidden />
            <TextInput
              className="pl-7"
              type="search"
              placeholder="Email, name or id"
              value={text}
              onValueChange={setText}
            />
          </span>
        </Field>
        {add}
      </header>
      {users.isPending && <Spinner label="Loading the users" />}
      {users.error !== null && <Problem error={users.error} onRetry={() => void users.refetch()} />}
      {users.data !== undefined && list.length === 0 && (
        <NoUsers searched={search !== ''} add={add} />
      )}
      {list.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {list.map((user) => (
            <li key={user.id}>
              <UserRow user={user} onOpen={() => setOpenId(user.id)} />
            </li>
          ))}
        </ul>
      )}
      {adding && <NewUserDialog appId={app.id} onClose={() => setAdding(false)} />}
      {opened !== undefined && (
        <UserDialog key={opened.id} user={opened} onClose={() => setOpenId(null)} />
      )}
    </div>
  );
}

function NoUsers({ searched, add }: { searched: boolean; add: React.ReactNode }) {
  if (searched) return <p className="py-8 text-center text-muted">No user matches.</p>;
  return (
    <EmptyState icon={<Users size={28} aria-hidden />} title="No users yet" actions={add}>
      Webhooks run as the system user by default. Add a user to try one that runs as its caller, or
      as one user.
    </EmptyState>
  );
}

function UserRow({ user, onOpen }: { user: AppUser; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-3 px-3 py-2 text-left hover:bg-hover"
    >
      <UserRound size={16} className="shrink-0 text-muted" aria-hidden />
      <span className="min-w-0 flex-1 truncate font-medium">
        {user.email ?? (user.name === '' ? 'No name' : user.name)}
      </span>
      {user.disabled && <Badge tone="warn">Disabled</Badge>}
      <span className="hidden truncate text-sm text-muted sm:block">
        {user.identities.map((identity) => identity.providerType).join(', ')}
      </span>
      <span className="wire shrink-0 text-sm text-muted max-sm:hidden">{user.id}</span>
    </button>
  );
}
