// Keys for machines: made for an account, shown once, taken back.

import { useEffect, useRef, useState } from 'preact/hooks';
import { call, Problem, type Role, type Schemas } from '../../api/index.ts';
import { formatDate, formatDateTime, withoutMarks } from '../../i18n/index.ts';
import {
  Button,
  type Column,
  Combobox,
  DateField,
  Dialog,
  EmptyState,
  ProblemNote,
  Spinner,
  Table,
  TextField,
  tell,
  tellProblem,
  useDraft,
  useKeys,
  useLoad,
} from '../../ui/index.ts';
import { today } from '../../ui/today.ts';
import { t } from './messages.ts';
import { RoleBoxes } from './roles.tsx';
import { type Secret, ShownOnce } from './shown-once.tsx';

type Token = Schemas['TokenFacts'];
type Account = Schemas['Account'];

interface Form {
  account: string;
  name: string;
  roles: Role[];
  /** A day; empty for no end. */
  until: string;
}

const EMPTY: Form = { account: '', name: '', roles: [], until: '' };

export function Tokens() {
  const tokens = useLoad((signal) => call('GET /v1/tokens', { signal }), []);
  const accounts = useLoad((signal) => call('GET /v1/accounts', { signal }), []);
  const [form, setForm, forget] = useDraft<Form | null>('admin/token', null);
  const [revoking, setRevoking] = useState<Token>();
  const [secret, setSecret] = useState<Secret>();
  const list = useRef<HTMLDivElement>(null);
  useKeys({
    t: { label: t('key_table'), run: () => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus() },
    n: { label: t('new_token'), run: () => setForm(EMPTY) },
  });
  const rolesText = ({ roles }: Token) => roles.map((role) => t(role)).join(', ');
  const columns: Column<Token>[] = [
    { key: 'name', title: t('token_name'), cell: ({ name }) => name, sortBy: ({ name }) => name },
    { key: 'account', title: t('token_account'), cell: ({ account }) => account, sortBy: ({ account }) => account },
    { key: 'roles', title: t('roles'), cell: rolesText, sortBy: rolesText },
    { key: 'until', title: t('until'), cell: untilText, sortBy: ({ until }) => until },
    {
      key: 'made',
      title: t('made'),
      cell: ({ made_at: at, made_by: by }) => t('made_by', { at: formatDateTime(at), by }),
      sortBy: ({ made_at: at }) => at,
    },
  ];
  return (
    <>
      <div class="admin-head admin-head-end">
        <Button kind="main" keys="N" onClick={() => setForm(EMPTY)}>
          {t('new_token')}
        </Button>
      </div>
      {tokens.problem && <ProblemNote problem={tokens.problem} />}
      {!tokens.value && !tokens.problem && <Spinner />}
      {tokens.value && (
        <div ref={list}>
          <Table
            label={t('tokens')}
            columns={columns}
            rows={tokens.value}
            rowKey={({ id }) => id}
            onOpen={setRevoking}
            empty={
              <EmptyState title={t('no_tokens')}>
                <p>{t('no_tokens_hint')}</p>
              </EmptyState>
            }
          />
        </div>
      )}
      {form && !secret && accounts.value && (
        <TokenDialog
          form={form}
          accounts={accounts.value}
          onForm={setForm}
          onClose={forget}
          onSecret={(made) => {
            forget();
            setSecret(made);
            tokens.again();
          }}
        />
      )}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(undefined)} />}
      {revoking && (
        <RevokeDialog
          token={revoking}
          onClose={() => setRevoking(undefined)}
          onRevoked={() => {
            setRevoking(undefined);
            tokens.again();
          }}
        />
      )}
    </>
  );
}

function untilText({ until }: Token) {
  if (!until) return t('for_ever');
  const isOver = Date.parse(until) < Date.now();
  return (
    <>
      {formatDate(until)} {isOver && <span class="mark mark-bad">{t('ended')}</span>}
    </>
  );
}

function TokenDialog({
  form,
  accounts,
  onForm,
  onClose,
  onSecret,
}: {
  form: Form;
  accounts: readonly Account[];
  onForm: (form: Form) => void;
  onClose: () => void;
  onSecret: (secret: Secret) => void;
}) {
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector('input')?.focus(), []);
  // Enter ends a day and sends the form at once: it must not be sent without that day.
  const newest = useRef(form);
  newest.current = form;
  const change = (part: Partial<Form>) => {
    newest.current = { ...newest.current, ...part };
    onForm(newest.current);
  };
  const owner = accounts.find(({ account }) => account === form.account);
  // A key may do no more than its account.
  const roles = form.roles.filter((role) => owner?.roles.includes(role));
  const errorsOf = ({ name, until }: Form) => ({
    account: owner ? undefined : t('token_account_wrong'),
    name: name.trim() ? undefined : t('needed'),
    roles: owner && roles.length === 0 ? t('role_needed') : undefined,
    until: until && until < today() ? t('until_past') : undefined,
  });
  const errors = errorsOf(form);

  const submit = async () => {
    setTried(true);
    const { account, name, until } = newest.current;
    if (Object.values(errorsOf(newest.current)).some(Boolean)) {
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"], input')?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { account, name: name.trim(), roles, until: until ? `${until}T23:59:59+07:00` : null };
      const made = await call('POST /v1/tokens', { body });
      onSecret({ kind: 'token', value: made.token, hint: t('token_hint', { name: made.name }) });
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else tellProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('new_token')} onClose={onClose}>
      <form
        class="stack"
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && <ProblemNote problem={problem} />}
        <TextField
          label={t('token_name')}
          value={form.name}
          onValue={(name) => change({ name })}
          hint={t('token_name_hint')}
          error={tried ? errors.name : undefined}
        />
        <Combobox
          label={t('token_account')}
          text={form.account}
          onText={(account) => change({ account })}
          source={(typed) => {
            const words = withoutMarks(typed).split(/\s+/);
            return accounts
              .filter((one) => words.every((word) => withoutMarks(`${one.account} ${one.name}`).includes(word)))
              .slice(0, 20);
          }}
          textOf={({ account }) => account}
          draw={({ account, name }) => (
            <>
              {account} <span class="quiet">{name}</span>
            </>
          )}
          onTake={({ account, roles: all }) => change({ account, roles: all })}
          pauseMs={0}
          hint={t('token_account_hint')}
          error={tried ? errors.account : undefined}
        />
        {owner && (
          <RoleBoxes
            roles={roles}
            of={owner.roles}
            onRoles={(next) => change({ roles: next })}
            error={tried ? errors.roles : undefined}
          />
        )}
        <DateField
          label={t('until')}
          value={form.until}
          onValue={(until) => change({ until })}
          hint={t('until_hint')}
        />
        {tried && errors.until && (
          <p class="field-error" role="alert">
            {errors.until}
          </p>
        )}
        <div class="row">
          <Button kind="main" type="submit" busy={busy}>
            {t('create')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function RevokeDialog({ token, onClose, onRevoked }: { token: Token; onClose: () => void; onRevoked: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const revoke = async () => {
    setBusy(true);
    try {
      await call('DELETE /v1/tokens/{id}', { path: { id: token.id } });
      tell(t('revoked', { name: token.name }));
      onRevoked();
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else tellProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('revoke_title')} onClose={onClose}>
      {problem && <ProblemNote problem={problem} />}
      <p>{t('revoke_sure', { name: token.name })}</p>
      <div class="row">
        <Button kind="danger" busy={busy} onClick={() => void revoke()}>
          {t('revoke')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </Dialog>
  );
}
