// Separator sheets: printed once, put between papers, and read by the machine.

import { useEffect, useState } from 'preact/hooks';
import { call, Problem } from '../../api/index.ts';
import { Button, Combobox, ProblemNote, TextField, useDraft } from '../../ui/index.ts';
import { type Lists, matching } from './catalogue.ts';
import { type Choice, codeOf, DOSSIER, textOfChoice } from './fields.ts';
import { t } from './messages.ts';

const COUNT_MAX = 500;

export function Sheets({ lists }: { lists: Lists }) {
  const [asked, setAsked] = useDraft('operator/sheets', { dossier: '', type: '', count: '10' });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [url, setUrl] = useState<string>();
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url);
    },
    [url],
  );

  const count = Number(asked.count);
  const type = codeOf(asked.type, lists.types);
  const isCount = Number.isInteger(count) && count >= 1 && count <= COUNT_MAX;
  const isDossier = !asked.dossier.trim() || DOSSIER.test(asked.dossier.trim());
  const isType = !asked.type.trim() || type !== undefined;
  const change = (changed: Partial<typeof asked>) => {
    setUrl(undefined);
    setAsked((before) => ({ ...before, ...changed }));
  };

  const make = async () => {
    setTried(true);
    if (!isCount || !isType || !isDossier) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const dossier = asked.dossier.trim();
      const query = { count, ...(dossier && { dossier }), ...(type && { type }) };
      setUrl(URL.createObjectURL(await call('GET /v1/sheets', { query })));
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem({ detail: String(error) }, 0));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="sheets">
      <p class="quiet">{t('sheets_hint')}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        {problem && <ProblemNote problem={problem} />}
        <TextField
          label={t('sheet_dossier')}
          hint={t('sheet_dossier_hint')}
          value={asked.dossier}
          onValue={(dossier) => change({ dossier })}
          error={tried && !isDossier ? t('fault_not_dossier') : undefined}
        />
        <Combobox<Choice>
          label={t('sheet_type')}
          text={asked.type}
          onText={(text) => change({ type: text })}
          pauseMs={0}
          source={(text) => matching(lists.types, text, textOfChoice)}
          textOf={textOfChoice}
          onTake={() => {}}
          error={tried && !isType ? t('fault_not_listed') : undefined}
        />
        <TextField
          label={t('sheet_count')}
          value={asked.count}
          inputMode="numeric"
          onValue={(text) => change({ count: text })}
          error={tried && !isCount ? t('sheet_count_wrong') : undefined}
        />
        <div class="row">
          <Button kind="main" type="submit" busy={busy}>
            {t('sheet_make')}
          </Button>
          {url && (
            <a class="button button-plain" href={url} target="_blank" rel="noreferrer">
              {t('sheet_open')}
            </a>
          )}
          <span role="status" class="quiet">
            {url && t('sheet_ready')}
          </span>
        </div>
      </form>
    </div>
  );
}
