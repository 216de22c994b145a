// Handing in files: dropped anywhere on the page or picked, and sent as one batch.

import { useEffect, useRef, useState } from 'preact/hooks';
import { session } from '../../api/index.ts';
import { formatNumber, formatShare } from '../../i18n/index.ts';
import { Button, Combobox, ProblemNote, useDraft } from '../../ui/index.ts';
import { type Lists, matching } from './catalogue.ts';
import { type Choice, codeOf, textOfChoice } from './fields.ts';
import { type Chosen, filesOfDrop, filesOfList } from './files.ts';
import { t } from './messages.ts';
import type { Sending } from './sending.ts';

const SHOWN_MAX = 6;

export function HandIn({ lists, sending }: { lists: Lists; sending: Sending }) {
  const own = session.value?.unit ?? undefined;
  const { files, progress, problem } = sending;
  const [unitText, setUnitText] = useDraft('operator/unit', '');
  const [tried, setTried] = useState(false);
  const pickFiles = useRef<HTMLInputElement>(null);
  const pickFolder = useRef<HTMLInputElement>(null);
  const isSending = progress !== undefined;
  const isOver = useDrop((data) => {
    if (!isSending) void filesOfDrop(data).then(sending.add);
  });

  const unit = own ?? codeOf(unitText, lists.units);
  const send = () => {
    setTried(true);
    if (unit && files.length > 0) void sending.send(unit);
  };

  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <section class={isOver ? 'hand-in is-over' : 'hand-in'} aria-label={t('hand_in')}>
      <div class="row">
        <span>{t('drop_here')}</span>
        <Button onClick={() => pickFiles.current?.click()} disabled={isSending}>
          {t('pick_files')}
        </Button>
        <Button onClick={() => pickFolder.current?.click()} disabled={isSending}>
          {t('pick_folder')}
        </Button>
        <Picker inputRef={pickFiles} label={t('pick_files')} onPick={sending.add} />
        <Picker inputRef={pickFolder} label={t('pick_folder')} onPick={sending.add} isFolder />
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
                  disabled={isSending}
                  onClick={() => sending.remove(path)}
                >
                  ✕
                </Button>
              </li>
            ))}
            {files.length > SHOWN_MAX && <li class="quiet">{t('more_files', { n: files.length - SHOWN_MAX })}</li>}
          </ul>
          <div class="row">
            <Button kind="main" busy={isSending} onClick={send}>
              {t('send', { n: files.length })}
            </Button>
            {progress ? (
              <>
                <Button onClick={sending.stop}>{t('stop_sending')}</Button>
                <progress max={1} value={progress.share} aria-label={t('sending')} />
                <span role="status">{progressText(progress)}</span>
              </>
            ) : (
              <>
                <Button onClick={sending.removeAll}>{t('remove_all')}</Button>
                <span class="quiet">{t('chosen', { n: files.length, size: sizeText(bytes) })}</span>
              </>
            )}
          </div>
        </>
      )}
    </section>
  );
}

export function progressText({ share, waits }: NonNullable<Sending['progress']>): string {
  if (waits) return t('send_waits');
  return share >= 1 ? t('keeping') : t('sent_share', { share: formatShare(share, 0) });
}

/** Takes what is dropped anywhere: beside the box, the browser would leave the page for the file. */
function useDrop(onDrop: (data: DataTransfer) => void): boolean {
  const [isOver, setOver] = useState(false);
  const newest = useRef(onDrop);
  newest.current = onDrop;
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) newest.current(event.dataTransfer);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
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
