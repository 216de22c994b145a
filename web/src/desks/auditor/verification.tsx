// Whether the log agrees with itself and with the marks that were signed of it: the last check, and one now.

import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { call, type Schemas } from '../../api/index.ts';
import { formatDateTime, formatNumber } from '../../i18n/index.ts';
import { Button, EmptyState, ProblemNote, Spinner, tellProblem, useKeys, useLoad } from '../../ui/index.ts';
import { t } from './messages.ts';

export function Verification() {
  const last = useLoad((signal) => call('GET /v1/audit/verification', { signal }), []);
  const [fresh, setFresh] = useState<Schemas['AuditVerification']>();
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    try {
      setFresh(await call('POST /v1/audit/verification'));
    } catch (error) {
      tellProblem(error);
    }
    setBusy(false);
  };
  useKeys({ v: { label: t('verify'), run: () => void verify(), disabled: busy } });
  const shown = fresh ?? last.value;
  return (
    <div class="auditor-verification">
      <p class="quiet">{t('verification_hint')}</p>
      <p>
        <Button kind="main" keys="V" busy={busy} onClick={() => void verify()}>
          {t('verify')}
        </Button>
      </p>
      <div aria-live="polite">
        {busy && <Spinner label={t('verifying')} />}
        {last.problem && !fresh && <ProblemNote problem={last.problem} />}
        {!busy && shown && <Result result={shown} />}
        {!busy && !shown && !last.busy && !last.problem && <EmptyState title={t('never')} />}
      </div>
    </div>
  );
}

function Result({ result }: { result: Schemas['AuditVerification'] }) {
  const { findings } = result;
  const isIntact = findings.length === 0;
  const facts = [
    [t('checked_at'), formatDateTime(result.checked_at)],
    [t('entries_checked'), formatNumber(result.entries)],
    [t('vouched_for'), formatNumber(result.vouched_for)],
    [t('segments'), formatNumber(result.segments)],
    [t('checkpoints'), formatNumber(result.checkpoints)],
  ] as const;
  return (
    <>
      <div class={isIntact ? 'note note-good' : 'note note-error'}>
        <p>
          <strong>{t(isIntact ? 'intact' : 'not_intact')}</strong> {!isIntact && t('not_intact_hint')}
        </p>
      </div>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      {!isIntact && (
        <>
          <h2>{t('findings')}</h2>
          <table class="auditor-findings">
            <thead>
              <tr>
                <th scope="col">{t('sequence')}</th>
                <th scope="col">{t('found_in')}</th>
                <th scope="col">{t('message')}</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding) => (
                <tr key={`${finding.entry} ${finding.found_in} ${finding.message}`}>
                  <td>{finding.entry}</td>
                  <td>{finding.found_in}</td>
                  <td>{finding.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
