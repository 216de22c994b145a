// Files that are chosen and being sent: kept by the desk, so that one may go on reviewing meanwhile.

import { useEffect, useRef, useState } from 'preact/hooks';
import { connectionBack, Problem, upload } from '../../api/index.ts';
import { type Chosen, formOfFiles, joined } from './files.ts';

export interface Sending {
  files: readonly Chosen[];
  /** How far it is, while it is sent. */
  progress: { share: number; waits: boolean } | undefined;
  problem: Problem | undefined;
  /** The batch that was made last. */
  sent: { batch: string; files: number } | undefined;
  add: (more: readonly Chosen[]) => void;
  remove: (path: string) => void;
  removeAll: () => void;
  send: (unit: string) => Promise<void>;
  stop: () => void;
}

export function useSending(): Sending {
  const [files, setFiles] = useState<readonly Chosen[]>([]);
  const [progress, setProgress] = useState<Sending['progress']>();
  const [problem, setProblem] = useState<Problem>();
  const [sent, setSent] = useState<Sending['sent']>();
  const current = useRef<AbortController | undefined>(undefined);

  useEffect(() => {
    if (files.length === 0) return;
    // The browser cannot keep files over a reload: it asks first.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [files.length > 0]);
  useEffect(() => () => current.current?.abort(), []);

  const send = async (unit: string) => {
    const mine = new AbortController();
    current.current = mine;
    setProblem(undefined);
    try {
      const accepted = await sendUntilThere(unit, files, mine.signal, setProgress);
      setFiles([]);
      setSent({ batch: accepted.batch, files: accepted.files });
    } catch (error) {
      if (mine.signal.aborted) return;
      setProblem(error instanceof Problem ? error : new Problem({ detail: String(error) }, 0));
    } finally {
      setProgress(undefined);
    }
  };

  return {
    files,
    progress,
    problem,
    sent,
    add: (more) => setFiles((before) => joined(before, more)),
    remove: (path) => setFiles((before) => before.filter((other) => other.path !== path)),
    removeAll: () => setFiles([]),
    send,
    stop: () => current.current?.abort(),
  };
}

/** What had come already before the connection went is told as a duplicate: sending again does no harm. */
async function sendUntilThere(
  unit: string,
  files: readonly Chosen[],
  signal: AbortSignal,
  onProgress: (progress: { share: number; waits: boolean }) => void,
) {
  for (;;) {
    onProgress({ share: 0, waits: false });
    try {
      const onShare = (share: number) => onProgress({ share, waits: false });
      return await upload(formOfFiles(unit, files), { onProgress: onShare, signal });
    } catch (error) {
      if (!(error instanceof Problem && error.kind === 'connection_lost')) throw error;
      onProgress({ share: 0, waits: true });
      await connectionBack();
      signal.throwIfAborted();
    }
  }
}
