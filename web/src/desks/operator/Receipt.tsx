// The receipt of a batch, to be looked at and printed.

import { call, session } from '../../api/index.ts';
import { formatDateTime } from '../../i18n/index.ts';
import { Button, ProblemNote, Spinner, useKeys, useLoad } from '../../ui/index.ts';
import { reasonOf } from './BatchDetail.tsx';
import { sizeText } from './HandIn.tsx';
import { t } from './messages.ts';

export function Receipt({ batch, onClose }: { batch: string; onClose: () => void }) {
  const receipt = useLoad(
    async (signal) => {
      const sealed = await call('GET /v1/receipts/{batch}', { path: { batch }, signal });
      const all = await call('GET /v1/batches', { query: { limit: 100 }, signal });
      return { sealed, of: all.find((one) => one.batch === batch) };
    },
    [batch],
  );
  useKeys({ 'Ctrl+p': { label: t('print'), run: print, inFields: true } });

  if (receipt.problem) {
    return (
      <ProblemNote problem={receipt.problem}>
        <div class="row">
          <Button onClick={receipt.again}>{t('again')}</Button>
          <Button onClick={onClose}>{t('back')}</Button>
        </div>
      </ProblemNote>
    );
  }
  if (!receipt.value) return <Spinner />;
  const { sealed, of } = receipt.value;
  const unit = of?.unit_name ?? (sealed.unit === session.value?.unit ? session.value.unit_name : undefined);
  return (
    <article class="receipt">
      <div class="row receipt-tools">
        <Button kind="main" keys="Ctrl+P" onClick={() => print()}>
          {t('print')}
        </Button>
        <Button keys="Esc" onClick={onClose}>
          {t('back')}
        </Button>
      </div>
      <h2>{t('receipt')}</h2>
      {of && of.done < of.files && <p class="note note-warn">{t('receipt_unfinished')}</p>}
      <dl class="facts">
        <dt>{t('col_unit')}</dt>
        <dd>{unit ? `${unit} (${sealed.unit})` : sealed.unit}</dd>
        <dt>{t('col_operator')}</dt>
        <dd>{sealed.operator}</dd>
        <dt>{t('col_opened')}</dt>
        <dd>{formatDateTime(sealed.received_at)}</dd>
        <dt>{t('receipt_id')}</dt>
        <dd class="code">{sealed.batch}</dd>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a phone, and scrolled by keys too */}
      <section class="receipt-files" tabIndex={0} aria-label={t('col_files')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('col_file')}</th>
              <th scope="col" class="number">
                {t('size')}
              </th>
              <th scope="col" class="number">
                {t('col_pages')}
              </th>
              <th scope="col">{t('col_outcome')}</th>
              <th scope="col">{t('paper_codes')}</th>
            </tr>
          </thead>
          <tbody>
            {sealed.files.map((file, index) => (
              <tr key={index}>
                <td>
                  {file.path}
                  <span class="receipt-hash">{file.sha256}</span>
                </td>
                <td class="number">{sizeText(file.bytes)}</td>
                <td class="number">{file.pages}</td>
                <td>
                  {t(`outcome_${file.outcome}`)}
                  {file.outcome !== 'held' && file.reason && (
                    <span class="receipt-reason">{reasonOf(file.reason)}</span>
                  )}
                </td>
                <td class="code">
                  {file.papers.map(({ code, review_id }, at) => (
                    <div key={at}>{code ?? (review_id ? t('waiting_code') : '')}</div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <dl class="facts receipt-seal">
        <dt>{t('receipt_seal')}</dt>
        <dd class="code">{sealed.seal.signature}</dd>
        <dt>{t('receipt_key')}</dt>
        <dd class="code">{sealed.seal.key}</dd>
      </dl>
      <p class="quiet">{t('receipt_note')}</p>
    </article>
  );
}
