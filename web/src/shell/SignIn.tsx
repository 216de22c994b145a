// Signing in: as a page of its own, and as a dialog over a page whose session has ended.

import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { t } from '../i18n/shell.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useLoad } from '../ui/load.ts';
import { ProblemNote } from '../ui/states.tsx';
import { TextField } from '../ui/TextField.tsx';
import { tellProblem } from '../ui/toast.tsx';
import { signIn } from './account.ts';
import { LanguageSwitch } from './Header.tsx';

export function SignInPage() {
  return (
    <div class="entrance">
      <header class="entrance-head">
        <p class="brand">{t('product')}</p>
        <LanguageSwitch />
      </header>
      <main id="main" class="entrance-box">
        <h1>{t('sign_in')}</h1>
        <p class="quiet">{t('product_long')}</p>
        <SignInForm />
      </main>
    </div>
  );
}

export function SignInDialog() {
  return (
    <Dialog title={t('sign_in_again')}>
      <p>{t('sign_in_again_hint')}</p>
      <SignInForm account={session.value?.account ?? ''} />
      <p class="quiet">{t('sign_in_other')}</p>
    </Dialog>
  );
}

/** What kept somebody out whom a provider sent back; the server says it by the address, where it does not stay. */
function takeProviderProblem(): Problem | undefined {
  const kind = new URLSearchParams(location.search).get('sign-in');
  if (!kind) return undefined;
  history.replaceState(null, '', location.pathname);
  if (kind === 'no_account_here') {
    const title = 'Chưa có tài khoản trên hệ thống này';
    return new Problem({ kind, title, detail: 'there is no account here for you' }, 403);
  }
  const title = 'Chưa đăng nhập được qua nhà cung cấp';
  return new Problem({ kind: 'sign_in_provider', title, detail: 'the provider could not sign you in' }, 502);
}

function SignInForm({ account: known = '' }: { account?: string }) {
  const [account, setAccount] = useState(known);
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState(takeProviderProblem);
  const [busy, setBusy] = useState(false);
  const accountField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const ways = useLoad((signal) => call('GET /v1/session/ways', { signal }), []);

  useEffect(() => (known ? passwordField : accountField).current?.focus(), [known]);

  const submit = async () => {
    setTried(true);
    if (!account.trim()) return accountField.current?.focus();
    if (!password) return passwordField.current?.focus();
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(account.trim(), password);
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else tellProblem(error);
      setBusy(false);
      setPassword('');
      setTried(false);
      passwordField.current?.focus();
    }
  };

  return (
    <>
      {ways.value?.password !== false && (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {problem && <ProblemNote problem={problem} />}
          <TextField
            label={t('account')}
            value={account}
            onValue={setAccount}
            name="account"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            inputRef={accountField}
            error={tried && !account.trim() ? t('needed') : undefined}
          />
          <TextField
            label={t('password')}
            value={password}
            onValue={setPassword}
            type="password"
            name="password"
            autocomplete="current-password"
            inputRef={passwordField}
            error={tried && !password ? t('needed') : undefined}
          />
          <Button kind="main" type="submit" busy={busy}>
            {t('sign_in')}
          </Button>
        </form>
      )}
      {ways.value?.openid && (
        <p class="entrance-other">
          <span class="quiet">{t('or')}</span>{' '}
          <a class="button button-plain" href="/v1/session/openid">
            {t('sign_in_with', { name: ways.value.openid })}
          </a>
        </p>
      )}
    </>
  );
}
