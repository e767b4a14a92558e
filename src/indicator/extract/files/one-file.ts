/** The hashes of one file. */
export interface OneFile {
  /** What the names of its hashes say of it. */
  readonly stem: string;
  /** How long they are, one bit for each length: each algorithm has its own. */
  lengths: number;
  longest: number;
  /** Where the strongest one is among all that was found. */
  strongest: number;
  isClosed: boolean;
}

/** Files by what the names of their hashes say of them. Most objects are of one file: a map takes long. */
export interface Files {
  last: OneFile | undefined;
  others: Map<string, OneFile> | undefined;
}

/** No files yet. */
export function noFiles(): Files {
  return { last: undefined, others: undefined };
}

/** The file of which the names say that, if there is one. */
export function fileOf({ last, others }: Files, stem: string): OneFile | undefined {
  return last?.stem === stem ? last : others?.get(stem);
}

/** Adds a file, or puts it in the place of the one of which the names say the same. */
export function addFile(files: Files, file: OneFile): void {
  const { last } = files;
  files.last = file;
  if (!last || last.stem === file.stem) return;
  files.others ??= new Map();
  files.others.set(last.stem, last);
}
