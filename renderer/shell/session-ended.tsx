import { KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { connection } from '../api/client.ts';
import { useUnsent } from '../drafts/unsent.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { readLink } from './sign-in-link.ts';

/** The engine does not know this browser's session: a bar above the page, on which everything stays. */
export function SessionEnded() {
  const { count, Tools } = useUnsent();
  const [link, setLink] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  // Somebody may have signed in with another tab, and comes back to this one.
  useEffect(() => {
    window.addEventListener('focus', connection.retryNow);
    return () => window.removeEventListener('focus', connection.retryNow);
  }, []);
  const signIn = async (): Promise<void> => {
    const read = readLink(link, window.location.origin);
    setProblem('problem' in read ? read.problem : await redeem(read.code));
  };
  return (
    <form
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-warn-soft px-3 py-1 text-warn"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <KeyRound size={15} aria-hidden />
      <p role="alert" className="min-w-48 flex-1">
        <strong className="font-semibold">This browser has to sign in again.</strong> Your text
        stays. Run <code>backstitch login</code> and paste the link it prints.
        {problem !== null && <span className="block text-bad">{problem}</span>}
      </p>
      <TextInput
        mono
        aria-label="Sign-in link"
        aria-invalid={problem !== null}
        placeholder="http://127.0.0.1:8977/?token=…"
        className="max-w-72"
        value={link}
        onValueChange={(value) => {
          setLink(value);
          setProblem(null);
        }}
      />
      <Button type="submit" size="sm" disabled={link.trim() === ''}>
        Sign in
      </Button>
      {Tools !== null && count > 0 && <Tools />}
    </form>
  );
}

/** Follows the one-time link without leaving the page. Gives what went wrong, or null. */
async function redeem(code: string): Promise<string | null> {
  try {
    const reply = await fetch(`/?token=${encodeURIComponent(code)}`, {
      signal: AbortSignal.timeout(5000),
    });
    if (!reply.ok) return 'This link was used or is too old. Get a new one with backstitch login.';
  } catch {
    return 'Backstitch does not answer. Check that it is running.';
  }
  connection.retryNow();
  return null;
}
