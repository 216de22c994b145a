// The head of every page: where one can go, and who one is.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../api/by-hand.ts';
import { language, setLanguage } from '../i18n/index.ts';
import { t } from '../i18n/shell.ts';
import { Button } from '../ui/Button.tsx';
import { KeyHelpButton } from '../ui/keys.tsx';
import { tellProblem } from '../ui/toast.tsx';
import { signOut } from './account.ts';
import { desksOf } from './desks.ts';
import { follow, path } from './router.ts';

export function Header({ session }: { session: Session }) {
  return (
    <header class="head">
      <a class="brand" href="/" onClick={follow} title={t('product_long')}>
        {t('product')}
      </a>
      <nav class="tabs" aria-label={t('desks')}>
        {desksOf(session.roles).map((desk) => (
          <a
            key={desk.path}
            class="tab"
            href={desk.path}
            onClick={follow}
            aria-current={path.value === desk.path ? 'page' : undefined}
          >
            {t(desk.role)}
          </a>
        ))}
      </nav>
      <div class="head-end">
        <KeyHelpButton />
        <LanguageSwitch />
        <AccountMenu session={session} />
      </div>
    </header>
  );
}

export function LanguageSwitch() {
  const other = language.value === 'vi' ? 'en' : 'vi';
  return (
    <Button kind="quiet" lang={other} onClick={() => setLanguage(other)}>
      {t('other_language')}
    </Button>
  );
}

/** A disclosure: two things to do need no menu role and no arrows. */
function AccountMenu({ session }: { session: Session }) {
  const [isOpen, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && menu.current?.contains(event.target))) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
    };
  }, [isOpen]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what is open inside
    <div
      class="account"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button type="button" class="account-who" ref={button} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="account-name">{session.name}</span>
        <span class="account-unit">{session.unit_name ?? session.unit ?? t('all_units')}</span>
      </button>
      {isOpen && (
        <div class="account-menu">
          <a
            class="account-item"
            href="/doi-mat-khau"
            onClick={(event) => {
              setOpen(false);
              follow(event);
            }}
          >
            {t('change_password')}
          </a>
          <button type="button" class="account-item" onClick={() => signOut().catch(tellProblem)}>
            {t('sign_out')}
          </button>
        </div>
      )}
    </div>
  );
}
