// A secret that the server tells once. It is kept nowhere: not in a draft, and gone when the dialog closes.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button, Dialog } from '../../ui/index.ts';
import { t } from './messages.ts';

export interface Secret {
  kind: 'one_time' | 'token';
  value: string;
  hint: string;
}

/** No Escape and no cross: who closes it has said that it is noted. */
export function ShownOnce({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState('');
  useEffect(() => field.current?.select(), []);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret.value);
      setTold(t('copied'));
    } catch {
      // Without HTTPS a browser gives no clipboard: it is selected, so that the key does it.
      field.current?.focus();
      setTold(t('not_copied'));
    }
  };
  return (
    <Dialog title={t(secret.kind)}>
      <div class="stack">
        <p class="admin-hint">{secret.hint}</p>
        <div class="field">
          <label for={id}>{t(secret.kind)}</label>
          <div class="admin-secret">
            <input
              id={id}
              ref={field}
              type="text"
              readOnly
              value={secret.value}
              autocomplete="off"
              spellcheck={false}
            />
            <Button onClick={() => void copy()}>{t('copy')}</Button>
          </div>
          <p class="field-hint admin-told" role="status">
            {told}
          </p>
        </div>
        <p class="note note-warn">{t('shown_once')}</p>
        <div class="row">
          <Button kind="main" onClick={onClose}>
            {t('noted')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
