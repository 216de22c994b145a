// Accounts: make, change, lock, and a new one-time password.

import { useEffect, useRef, useState } from 'preact/hooks';
import { call, Problem, type Role, type Schemas } from '../../api/index.ts';
import { withoutMarks } from '../../i18n/index.ts';
import {
  Button,
  type Column,
  Dialog,
  EmptyState,
  ProblemNote,
  SelectField,
  Spinner,
  Table,
  TextField,
  tell,
  tellProblem,
  useDraft,
  useKeys,
  useLoad,
} from '../../ui/index.ts';
import { t } from './messages.ts';
import { RoleBoxes } from './roles.tsx';
import { type Secret, ShownOnce } from './shown-once.tsx';

type Account = Schemas['Account'];

/** What is being typed: of a new account, or of one that is there. */
interface Form {
  isNew: boolean;
  account: string;
  name: string;
  roles: Role[];
  /** Empty for none. */
  unit: string;
  delegated: boolean;
}

const EMPTY: Form = { isNew: true, account: '', name: '', roles: [], unit: '', delegated: false };
const ACCOUNT = /^[a-z0-9][a-z0-9._@-]{1,63}$/;

export function Accounts() {
  const accounts = useLoad((signal) => call('GET /v1/accounts', { signal }), []);
  const units = useLoad((signal) => call('GET /v1/catalogue/units', { signal }), []);
  const [form, setForm, forget] = useDraft<Form | null>('admin/account', null);
  const [words, setWords] = useState('');
  const [secret, setSecret] = useState<Secret>();
  const filter = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const unitNames = new Map(units.value?.map(({ code, name }) => [code, name]));
  const unitName = (code: string | null | undefined) => (code ? (unitNames.get(code) ?? code) : t('unit_none'));
  const rolesText = ({ roles }: Account) => roles.map((role) => t(role)).join(', ');
  const asked = withoutMarks(words).split(/\s+/).filter(Boolean);
  const rows = (accounts.value ?? []).filter((one) => {
    const all = withoutMarks(`${one.account} ${one.name} ${rolesText(one)} ${unitName(one.unit)}`);
    return asked.every((word) => all.includes(word));
  });
  useKeys({
    f: { label: t('key_filter'), run: () => filter.current?.focus() },
    t: { label: t('key_table'), run: () => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus() },
    n: { label: t('new_account'), run: () => setForm(EMPTY) },
  });

  const columns: Column<Account>[] = [
    { key: 'account', title: t('account'), cell: (one) => one.account, sortBy: (one) => one.account },
    { key: 'name', title: t('name'), cell: (one) => one.name, sortBy: (one) => one.name },
    { key: 'roles', title: t('roles'), cell: rolesText, sortBy: rolesText },
    {
      key: 'unit',
      title: t('unit'),
      cell: (one) => (
        <>
          {unitName(one.unit)} {one.delegated && <span class="mark mark-warn">{t('delegated_short')}</span>}
        </>
      ),
      sortBy: (one) => unitName(one.unit),
    },
    {
      key: 'state',
      title: t('state'),
      cell: (one) => (
        <span class={one.locked ? 'mark mark-bad' : 'mark mark-good'}>{t(one.locked ? 'locked' : 'active')}</span>
      ),
      sortBy: (one) => Number(one.locked ?? false),
    },
  ];

  const edited = form && !form.isNew ? accounts.value?.find(({ account }) => account === form.account) : undefined;
  return (
    <>
      <div class="admin-head">
        <TextField label={t('filter')} value={words} onValue={setWords} inputRef={filter} type="search" />
        <Button kind="main" keys="N" onClick={() => setForm(EMPTY)}>
          {t('new_account')}
        </Button>
      </div>
      {accounts.problem && <ProblemNote problem={accounts.problem} />}
      {!accounts.value && !accounts.problem && <Spinner />}
      {accounts.value && (
        <div ref={list}>
          <Table
            label={t('accounts')}
            columns={columns}
            rows={rows}
            rowKey={({ account }) => account}
            onOpen={({ account, name, roles, unit, delegated }) =>
              setForm({ isNew: false, account, name, roles, unit: unit ?? '', delegated: delegated ?? false })
            }
            empty={<EmptyState title={t('no_accounts')} />}
          />
        </div>
      )}
      {form && !secret && (form.isNew || edited) && (
        <AccountDialog
          form={form}
          present={edited}
          units={units.value ?? []}
          onForm={setForm}
          onSecret={setSecret}
          onChanged={accounts.again}
          onClose={forget}
        />
      )}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

interface DialogProps {
  form: Form;
  /** As the server has it. */
  present: Account | undefined;
  units: readonly { code: string; name: string }[];
  onForm: (form: Form) => void;
  onSecret: (secret: Secret) => void;
  onChanged: () => void;
  onClose: () => void;
}

function AccountDialog({ form, present, units, onForm, onSecret, onChanged, onClose }: DialogProps) {
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [isSure, setSure] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const { account } = form;
  useEffect(() => element.current?.querySelector('input')?.focus(), []);

  const errors = {
    account: ACCOUNT.test(account) ? undefined : t(account ? 'account_wrong' : 'needed'),
    name: form.name.trim() ? undefined : t('needed'),
    roles: form.roles.length > 0 ? undefined : t('role_needed'),
    // Scans and dossiers are a unit's.
    unit:
      !form.unit && form.roles.some((role) => role === 'operator' || role === 'clerk') ? t('unit_needed') : undefined,
  };
  /** Does it, and tells what went wrong above what is typed. */
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      onChanged();
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else tellProblem(error);
    }
    setBusy(false);
  };
  const submit = () => {
    setTried(true);
    const wrong = (['account', 'name', 'roles', 'unit'] as const).find((name) => errors[name]);
    if (wrong) {
      const selector = wrong === 'roles' ? 'input[type="checkbox"]' : `[name="${wrong}"]`;
      element.current?.querySelector<HTMLElement>(selector)?.focus();
      return;
    }
    const name = form.name.trim();
    const unit = form.unit || null;
    const { roles, delegated } = form;
    void attempt(async () => {
      if (form.isNew) {
        const made = await call('POST /v1/accounts', { body: { account, name, roles, unit, delegated } });
        onClose();
        onSecret({ kind: 'one_time', value: made.one_time_password, hint: t('one_time_hint', { account }) });
      } else {
        await call('PATCH /v1/accounts/{account}', { path: { account }, body: { name, roles, unit, delegated } });
        onClose();
        tell(t('saved', { account }));
      }
    });
  };
  const setLocked = (locked: boolean) =>
    attempt(async () => {
      await call('PATCH /v1/accounts/{account}', { path: { account }, body: { locked } });
      tell(t(locked ? 'was_locked' : 'was_unlocked', { account }));
    });
  const newPassword = () =>
    attempt(async () => {
      const made = await call('POST /v1/accounts/{account}/password', { path: { account } });
      onClose();
      onSecret({ kind: 'one_time', value: made.one_time_password, hint: t('one_time_hint', { account }) });
    });

  return (
    <Dialog title={form.isNew ? t('new_account') : t('edit_account', { account })} onClose={onClose}>
      <form
        class="stack"
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {problem && <ProblemNote problem={problem} />}
        {form.isNew && (
          <TextField
            label={t('account')}
            name="account"
            value={account}
            onValue={(next) => onForm({ ...form, account: next })}
            hint={t('account_hint')}
            autocapitalize="none"
            spellcheck={false}
            error={tried ? errors.account : undefined}
          />
        )}
        <TextField
          label={t('name')}
          name="name"
          value={form.name}
          onValue={(name) => onForm({ ...form, name })}
          spellcheck={false}
          error={tried ? errors.name : undefined}
        />
        <RoleBoxes
          roles={form.roles}
          onRoles={(roles) => onForm({ ...form, roles })}
          error={tried ? errors.roles : undefined}
        />
        <SelectField
          label={t('unit')}
          name="unit"
          error={tried ? errors.unit : undefined}
          value={form.unit}
          onValue={(unit) => onForm({ ...form, unit })}
          choices={[
            { value: '', text: t('unit_none') },
            ...units.map(({ code, name }) => ({ value: code, text: `${name} (${code})` })),
          ]}
        />
        <label class="admin-check">
          <input
            type="checkbox"
            checked={form.delegated}
            onChange={(event) => onForm({ ...form, delegated: event.currentTarget.checked })}
          />
          {t('delegated')}
        </label>
        <div class="row">
          <Button kind="main" type="submit" busy={busy}>
            {t(form.isNew ? 'create' : 'save')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
      {present && (
        <div class="admin-more">
          {isSure ? (
            <div class="note note-warn" role="alert">
              <p>{t('new_password_sure', { account })}</p>
              <div class="row">
                <Button kind="danger" busy={busy} onClick={() => void newPassword()}>
                  {t('new_password')}
                </Button>
                <Button onClick={() => setSure(false)}>{t('cancel')}</Button>
              </div>
            </div>
          ) : (
            <div class="row">
              <Button onClick={() => setSure(true)}>{t('new_password')}</Button>
              {present.locked ? (
                <Button busy={busy} onClick={() => void setLocked(false)}>
                  {t('unlock')}
                </Button>
              ) : (
                <Button kind="danger" busy={busy} onClick={() => void setLocked(true)}>
                  {t('lock')}
                </Button>
              )}
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}
