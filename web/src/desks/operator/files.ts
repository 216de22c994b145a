// Files that somebody drops or picks, with those in folders.

export interface Chosen {
  file: File;
  /** With the folders that it was dropped in. */
  path: string;
}

/** What was dropped. To be called while the event lasts: the browser empties it afterwards. */
export async function filesOfDrop(data: DataTransfer): Promise<Chosen[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return filesOfList(data.files);
  const found = await Promise.all(entries.map(filesOfEntry));
  return wanted(found.flat());
}

export function filesOfList(files: FileList | null): Chosen[] {
  return wanted([...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

async function filesOfEntry(entry: FileSystemEntry): Promise<Chosen[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: Chosen[] = [];
  for (;;) {
    // A folder is told in parts of a hundred.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...(await Promise.all(part.map(filesOfEntry))).flat());
  }
}

/** Without what Windows and scanners leave in folders. */
function wanted(files: Chosen[]): Chosen[] {
  return files
    .filter(({ file }) => !/^(\.|~\$|thumbs\.db$|desktop\.ini$)/i.test(file.name))
    .sort((a, b) => a.path.localeCompare(b.path, 'vi', { numeric: true }));
}

/** As one list; the same path again takes the place of the one before. */
export function joined(before: readonly Chosen[], more: readonly Chosen[]): Chosen[] {
  const paths = new Set(more.map(({ path }) => path));
  return [...before.filter(({ path }) => !paths.has(path)), ...more];
}

/** The request's parts: the unit and the manifest go before the files. */
export function formOfFiles(unit: string, files: readonly Chosen[]): FormData {
  const form = new FormData();
  form.append('unit', unit);
  const manifest = files.find(({ file }) => file.name === 'manifest.json');
  if (manifest) form.append('manifest', manifest.file, 'manifest.json');
  for (const { file, path } of files) {
    if (file !== manifest?.file) form.append('file', file, path);
  }
  return form;
}
