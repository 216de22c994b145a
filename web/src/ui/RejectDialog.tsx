// Rejecting, with a reason: one of the usual, or in own words.

import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/ui.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { useDraft } from './drafts.ts';
import { TextField } from './TextField.tsx';

interface Props {
  title: string;
  /** What the button says. */
  action: string;
  /** The name of the draft that keeps what is typed. */
  draft: string;
  reasons: readonly string[];
  hint: string;
  onClose: () => void;
  /** Whether it is done; only then is the reason forgotten. */
  onReject: (why: string) => Promise<boolean>;
}

export function RejectDialog({ title, action, draft, reasons, hint, onClose, onReject }: Props) {
  const [why, setWhy, forget] = useDraft(draft, '');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const reject = async (reason: string) => {
    setTried(true);
    if (!reason.trim()) return field.current?.focus();
    setBusy(true);
    if (await onReject(reason.trim())) forget();
    else setBusy(false);
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void reject(why);
        }}
      >
        <TextField
          label={t('why_reject')}
          value={why}
          onValue={setWhy}
          inputRef={field}
          hint={hint}
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
          <Button kind="danger" type="submit" busy={busy}>
            {action}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
