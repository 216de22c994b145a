// Roles to choose from.

import { useId } from 'preact/hooks';
import type { Role } from '../../api/index.ts';
import { t } from './messages.ts';

export const ROLES = [
  'operator',
  'approver',
  'clerk',
  'manager',
  'auditor',
  'admin',
] as const satisfies readonly Role[];

interface Props {
  roles: readonly Role[];
  /** What may be chosen; all when left out. */
  of?: readonly Role[];
  onRoles: (roles: Role[]) => void;
  error?: string | undefined;
}

export function RoleBoxes({ roles, of = ROLES, onRoles, error }: Props) {
  const id = useId();
  return (
    <fieldset class="admin-roles" aria-describedby={error ? id : undefined}>
      <legend>{t('roles')}</legend>
      {ROLES.filter((role) => of.includes(role)).map((role) => (
        <label key={role}>
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={(event) => {
              const isChosen = event.currentTarget.checked;
              onRoles(ROLES.filter((one) => (one === role ? isChosen : roles.includes(one))));
            }}
          />
          {t(role)}
        </label>
      ))}
      {error && (
        <p class="field-error" id={id}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
