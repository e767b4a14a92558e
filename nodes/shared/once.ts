/** So many different sentences are told; whoever has more of them has one cause for all. */
const MOST = 20;

/** Tells each sentence once: a disk that is full fails every time. */
export function once(tell: (sentence: string) => void): (sentence: string) => void {
  const told = new Set<string>();
  return (sentence) => {
    if (told.has(sentence) || told.size > MOST) return;
    told.add(sentence);
    tell(sentence);
  };
}
