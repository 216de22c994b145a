// The frame: who is signed in and the address decide what is shown.

import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../api/by-hand.ts';
import { connected, connectionBack } from '../api/connection.ts';
import { session, signInDue } from '../api/session.ts';
import { language } from '../i18n/index.ts';
import { t } from '../i18n/shell.ts';
import { Button } from '../ui/Button.tsx';
import { KeyHelp } from '../ui/keys.tsx';
import { EmptyState, Spinner } from '../ui/states.tsx';
import { Toasts, tellProblem } from '../ui/toast.tsx';
import { findSession } from './account.ts';
import { DESKS, type Desk, desksOf } from './desks.ts';
import { Header } from './Header.tsx';
import { PasswordPage } from './PasswordPage.tsx';
import { follow, navigate, path } from './router.ts';
import { SignInDialog, SignInPage } from './SignIn.tsx';

export function App() {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    findSession().catch((error) => {
      tellProblem(error);
      setFailed(true);
    });
  }, []);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);

  const who = session.value;
  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <ConnectionBanner />
      {who === undefined && (failed ? <Broken /> : <Spinner label={t('opening')} />)}
      {who === null && <SignInPage />}
      {/* By account: nothing that one person has on the screen is there for the next. */}
      {who && <SignedIn key={who.account} who={who} />}
      {signInDue.value && <SignInDialog />}
      <Toasts />
    </>
  );
}

function SignedIn({ who }: { who: Session }) {
  return (
    <>
      <Header session={who} />
      <main id="main" tabIndex={-1}>
        <Guard key={path.value}>
          <Page who={who} />
        </Guard>
      </main>
      <KeyHelp />
    </>
  );
}

function Page({ who }: { who: Session }) {
  const at = path.value;
  const first = desksOf(who.roles)[0];
  const desk = DESKS.find((desk) => desk.path === at);
  const title =
    at === '/doi-mat-khau' || who.password_change_due ? t('change_password') : desk ? t(desk.role) : t('product_long');

  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title]);
  useEffect(() => {
    if (at === '/' && first && !who.password_change_due) navigate(first.path, 'replace');
  }, [at, first, who.password_change_due]);

  if (who.password_change_due || at === '/doi-mat-khau') return <PasswordPage />;
  if (at === '/') return first ? <Spinner label={t('opening')} /> : <EmptyState title={t('no_desk')} />;
  if (!desk) return <Nowhere title={t('not_found')} hint={t('not_found_hint')} />;
  if (!who.roles.includes(desk.role)) {
    return <Nowhere title={t('forbidden')} hint={t('forbidden_hint', { account: who.account })} />;
  }
  return <DeskPage key={desk.path} desk={desk} />;
}

function DeskPage({ desk }: { desk: Desk }) {
  const [loaded, setLoaded] = useState<{ page: ComponentType } | { failed: true }>();
  useEffect(() => {
    let gone = false;
    const done = (module: { default: ComponentType }) => gone || setLoaded({ page: module.default });
    // When it fails again with the server there, a new version has been installed and its files have other names.
    const failed = () => gone || setLoaded({ failed: true });
    desk.load().then(done, () => connectionBack().then(desk.load).then(done, failed));
    return () => {
      gone = true;
    };
  }, [desk]);
  if (!loaded) return <Spinner label={t('opening')} />;
  if ('failed' in loaded) return <Broken />;
  const Desk = loaded.page;
  return <Desk />;
}

function Nowhere({ title, hint }: { title: string; hint: string }) {
  return (
    <section class="narrow">
      <h1>{title}</h1>
      <p>{hint}</p>
      <p>
        <a href="/" onClick={follow}>
          {t('to_start')}
        </a>
      </p>
    </section>
  );
}

function Broken() {
  return (
    <section class="narrow" role="alert">
      <h1>{t('broken')}</h1>
      <p>{t('broken_hint')}</p>
      <Button kind="main" onClick={() => location.reload()}>
        {t('reload')}
      </Button>
    </section>
  );
}

/** A fault in a desk leaves the frame standing. */
class Guard extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function ConnectionBanner() {
  return (
    <div role="status" class="connection">
      {!connected.value && <p>{t('connection_lost')}</p>}
    </div>
  );
}
