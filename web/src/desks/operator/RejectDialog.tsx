// Rejecting, with a reason: one of the usual, or in own words.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Dialog, TextField, useDraft } from '../../ui/index.ts';
import { t } from './messages.ts';

interface Props {
  title: string;
  /** The name of the draft that keeps what is typed. */
  draft: string;
  reasons: readonly string[];
  hint?: string;
  onClose: () => void;
  onReject: (why: string) => void;
}

export function RejectDialog({ title, draft, reasons, hint, onClose, onReject }: Props) {
  const [why, setWhy, forget] = useDraft(draft, '');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const reject = (reason: string) => {
    setTried(true);
    if (!reason.trim()) return field.current?.focus();
    forget();
    onReject(reason.trim());
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          reject(why);
        }}
      >
        <TextField
          label={t('why_reject')}
          value={why}
          onValue={setWhy}
          inputRef={field}
          hint={hint ?? t('why_hint')}
          error={tried && !why.trim() ? t('why_missing') : undefined}
        />
        <div class="reject-reasons">
          {reasons.map((reason) => (
            <Button key={reason} onClick={() => setWhy(reason)}>
              {reason}
            </Button>
          ))}
        </div>
        <div class="row">
          <Button kind="danger" type="submit">
            {t('reject')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
