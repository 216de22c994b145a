// Signing in and out, and the password.

import { call } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { session, setSession } from '../api/session.ts';
import { clearDrafts } from '../ui/drafts.ts';
import { closeToasts } from '../ui/toast.tsx';
import { navigate } from './router.ts';

/** Asks who is signed in, when the page is opened. */
export async function findSession(): Promise<void> {
  try {
    setSession(await call('GET /v1/session'));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) setSession(null);
    else throw error;
  }
}

export async function signIn(account: string, password: string): Promise<void> {
  const next = await call('POST /v1/session', { body: { account, password } });
  closeToasts();
  setSession(next);
}

export async function changePassword(password: string, newPassword: string): Promise<void> {
  setSession(await call('POST /v1/session/password', { body: { password, new_password: newPassword } }));
}

/** Signs out, also when the session has ended already, and forgets what was not sent. */
export async function signOut(): Promise<void> {
  const account = session.value?.account;
  try {
    await call('DELETE /v1/session');
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error;
  }
  if (account !== undefined) clearDrafts(account);
  closeToasts();
  navigate('/', 'replace');
  setSession(null);
}
