/** The hashes of one file. */
export interface OneFile {
  /** How long they are, one bit for each length: each algorithm has its own. */
  lengths: number;
  longest: number;
  /** Where the strongest one is among all that was found. */
  strongest: number;
  isClosed: boolean;
}

/** Files by what the names of their hashes say of them. */
export type Files = Map<string, OneFile>;
