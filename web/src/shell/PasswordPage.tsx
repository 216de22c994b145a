// Choosing a new password: when one wants to, and when the first one was for one time.

import { useRef, useState } from 'preact/hooks';
import { Problem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { t } from '../i18n/shell.ts';
import { Button } from '../ui/Button.tsx';
import { ProblemNote } from '../ui/states.tsx';
import { TextField } from '../ui/TextField.tsx';
import { tell, tellProblem } from '../ui/toast.tsx';
import { changePassword } from './account.ts';
import { navigate } from './router.ts';

const SHORTEST = 12;

export function PasswordPage() {
  const [now, setNow] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const form = useRef<HTMLFormElement>(null);

  const errors = {
    now: now ? undefined : t('needed'),
    next: [...next].length >= SHORTEST ? undefined : t('password_short'),
    again: again === next ? undefined : t('password_differs'),
  };

  const submit = async () => {
    setTried(true);
    const wrong = (['now', 'next', 'again'] as const).find((name) => errors[name]);
    if (wrong) {
      form.current?.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await changePassword(now, next);
      tell(t('password_changed'));
      navigate('/', 'replace');
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else tellProblem(error);
      setBusy(false);
    }
  };

  return (
    <section class="narrow">
      <h1>{t('change_password')}</h1>
      {session.value?.password_change_due && <p class="note">{t('password_due')}</p>}
      <form
        class="stack"
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && <ProblemNote problem={problem} />}
        <input
          type="text"
          name="account"
          autocomplete="username"
          value={session.value?.account ?? ''}
          readOnly
          hidden
        />
        <TextField
          label={t('password_now')}
          value={now}
          onValue={setNow}
          type="password"
          name="now"
          autocomplete="current-password"
          error={tried ? errors.now : undefined}
        />
        <TextField
          label={t('password_new')}
          value={next}
          onValue={setNext}
          type="password"
          name="next"
          autocomplete="new-password"
          hint={t('password_rule')}
          error={tried ? errors.next : undefined}
        />
        <TextField
          label={t('password_again')}
          value={again}
          onValue={setAgain}
          type="password"
          name="again"
          autocomplete="new-password"
          error={tried ? errors.again : undefined}
        />
        <Button kind="main" type="submit" busy={busy}>
          {t('change_password')}
        </Button>
      </form>
    </section>
  );
}
