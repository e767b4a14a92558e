/** What is listed in a text, one a line or with commas between; trimmed and without empty ones. */
export function itemsOf(text: string): string[] {
  return text
    .split(/[\r\n,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
