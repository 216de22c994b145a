// Handing in files: dropped or picked, sent as one batch, and kept until they have come.

import { useEffect, useRef, useState } from 'preact/hooks';
import { connectionBack, Problem, session, upload } from '../../api/index.ts';
import { formatNumber, formatShare } from '../../i18n/index.ts';
import { Button, Combobox, ProblemNote, tell, useDraft } from '../../ui/index.ts';
import { type Lists, matching } from './catalogue.ts';
import { type Choice, codeOf, textOfChoice } from './fields.ts';
import { type Chosen, filesOfDrop, filesOfList, formOfFiles, joined } from './files.ts';
import { t } from './messages.ts';

const SHOWN_MAX = 6;

interface Sending {
  share: number;
  waits: boolean;
}

export function HandIn({ lists, onSent }: { lists: Lists; onSent: (batch: string) => void }) {
  const own = session.value?.unit ?? undefined;
  const [files, setFiles] = useState<readonly Chosen[]>([]);
  const [unitText, setUnitText] = useDraft('operator/unit', '');
  const [over, setOver] = useState(false);
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState<Sending>();
  const [problem, setProblem] = useState<Problem>();
  const stop = useRef<AbortController | undefined>(undefined);
  const pickFiles = useRef<HTMLInputElement>(null);
  const pickFolder = useRef<HTMLInputElement>(null);

  const unit = own ?? codeOf(unitText, lists.units);
  const add = (more: readonly Chosen[]) => setFiles((before) => joined(before, more));

  useEffect(() => {
    if (files.length === 0) return;
    // The browser cannot keep files over a reload: it asks first.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [files.length > 0]);
  useEffect(() => () => stop.current?.abort(), []);

  const send = async () => {
    setTried(true);
    if (!unit || files.length === 0) return;
    const mine = new AbortController();
    stop.current = mine;
    setProblem(undefined);
    try {
      for (;;) {
        setSending({ share: 0, waits: false });
        try {
          const onProgress = (share: number) => setSending({ share, waits: false });
          const accepted = await upload(formOfFiles(unit, files), { onProgress, signal: mine.signal });
          setFiles([]);
          setTried(false);
          tell(t('sent', { n: accepted.files }));
          onSent(accepted.batch);
          return;
        } catch (error) {
          if (!(error instanceof Problem && error.kind === 'connection_lost')) throw error;
          // What had come already is told as a duplicate: sending again does no harm.
          setSending({ share: 0, waits: true });
          await connectionBack();
          if (mine.signal.aborted) return;
        }
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      setProblem(error instanceof Problem ? error : new Problem({ detail: String(error) }, 0));
    } finally {
      setSending(undefined);
    }
  };

  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <section
      class={over ? 'hand-in is-over' : 'hand-in'}
      aria-label={t('hand_in')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer && !sending) void filesOfDrop(event.dataTransfer).then(add);
      }}
    >
      <div class="row">
        <span>{t('drop_here')}</span>
        <Button onClick={() => pickFiles.current?.click()} disabled={Boolean(sending)}>
          {t('pick_files')}
        </Button>
        <Button onClick={() => pickFolder.current?.click()} disabled={Boolean(sending)}>
          {t('pick_folder')}
        </Button>
        <Picker inputRef={pickFiles} label={t('pick_files')} onPick={add} />
        <Picker inputRef={pickFolder} label={t('pick_folder')} onPick={add} isFolder />
      </div>
      <p class="quiet hand-in-hint">{t('file_kinds')}</p>
      {!own && (
        <Combobox<Choice>
          label={t('for_unit')}
          text={unitText}
          onText={setUnitText}
          pauseMs={0}
          source={(text) => matching(lists.units, text, textOfChoice)}
          textOf={textOfChoice}
          onTake={() => {}}
          error={tried && !unit ? t('unit_missing') : undefined}
        />
      )}
      {problem && <ProblemNote problem={problem} />}
      {files.length > 0 && (
        <>
          <ul class="hand-in-files">
            {files.slice(0, SHOWN_MAX).map(({ path, file }) => (
              <li key={path}>
                <span class="hand-in-path">{path}</span> <span class="quiet">{sizeText(file.size)}</span>
                <Button
                  kind="quiet"
                  aria-label={t('remove_file', { name: path })}
                  disabled={Boolean(sending)}
                  onClick={() => setFiles(files.filter((other) => other.path !== path))}
                >
                  ✕
                </Button>
              </li>
            ))}
            {files.length > SHOWN_MAX && <li class="quiet">{t('more_files', { n: files.length - SHOWN_MAX })}</li>}
          </ul>
          <div class="row">
            <Button kind="main" busy={Boolean(sending)} onClick={() => void send()}>
              {t('send', { n: files.length })}
            </Button>
            {sending ? (
              <>
                <Button onClick={() => stop.current?.abort()}>{t('stop_sending')}</Button>
                <progress max={1} value={sending.share} aria-label={t('sending')} />
                <span role="status">{sendingText(sending)}</span>
              </>
            ) : (
              <>
                <Button onClick={() => setFiles([])}>{t('remove_all')}</Button>
                <span class="quiet">{t('chosen', { n: files.length, size: sizeText(bytes) })}</span>
              </>
            )}
          </div>
        </>
      )}
    </section>
  );
}

function sendingText({ share, waits }: Sending): string {
  if (waits) return t('send_waits');
  return share >= 1 ? t('keeping') : t('sent_share', { share: formatShare(share, 0) });
}

function Picker({
  inputRef,
  label,
  onPick,
  isFolder = false,
}: {
  inputRef: { current: HTMLInputElement | null };
  label: string;
  onPick: (files: Chosen[]) => void;
  isFolder?: boolean;
}) {
  return (
    <input
      ref={(input) => {
        inputRef.current = input;
        if (input) input.webkitdirectory = isFolder;
      }}
      type="file"
      multiple
      hidden
      aria-label={label}
      onChange={(event) => {
        onPick(filesOfList(event.currentTarget.files));
        // The same file may be picked again.
        event.currentTarget.value = '';
      }}
    />
  );
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${formatNumber(Math.max(1, Math.round(bytes / 1_000)))} kB`;
  return `${formatNumber(bytes / 1_000_000, 1)} MB`;
}
