/** What can be looked up. */
export type IndicatorType = 'file' | 'url' | 'domain' | 'ip';

/** One thing to look up, as VirusTotal wants it. */
export interface Indicator {
  readonly type: IndicatorType;
  /** The hash in lower case, the URL as it came (refanged), the domain in ASCII, or the address. */
  readonly value: string;
  /** The identifier in API v3: for a URL the unpadded base64url of it, else the value. */
  readonly id: string;
  /** The same for every spelling of one indicator; what is cached and compared. */
  readonly key: string;
  /** Host name or address of a URL, in ASCII and without brackets. */
  readonly host?: string;
  /** The link of a mail gateway or another service in which it came, as it was written. */
  readonly wrapper?: string;
}
