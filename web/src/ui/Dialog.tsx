// A dialog over the page: the browser's own, which keeps the focus inside and gives it back.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/ui.ts';
import { Button } from './Button.tsx';

interface Props {
  title: string;
  /** Called for Escape and the cross; without it the dialog ends only when it is no longer drawn. */
  onClose?: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/** Open for as long as it is drawn. */
export function Dialog({ title, onClose, wide = false, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  // Before the effects of what is inside, which may choose where the focus stands.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // At once, not when the effects have their turn: somebody may be typing already.
    element?.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea, table[tabindex])')?.focus();
    // Closed before it is taken out of the page, so that the browser gives the focus back to where it was.
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => {
        // A second Escape would close it whatever `cancel` says.
        if (event.key === 'Escape') {
          event.preventDefault();
          onClose?.();
        }
      }}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        {onClose && (
          <Button kind="quiet" aria-label={t('close')} onClick={onClose}>
            ✕
          </Button>
        )}
      </header>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
