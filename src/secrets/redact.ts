import { everyWriting, inBase64 } from './writings';

/**
 * Takes a key out of text that came from outside: VirusTotal's own error messages repeat it,
 * and a proxy's page may repeat the address that was asked for.
 */
export function redact(text: string, key: string): string {
  if (key === '') return text;
  const forms = [everyWriting(key), inBase64(key)].filter((form) => form !== undefined);
  return text.replaceAll(new RegExp(forms.join('|'), 'giu'), '[key]');
}
