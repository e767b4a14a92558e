/** The names by which VirusTotal knows who asks. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'user-agent': 'node-red-virustotal',
  'x-tool': 'node-red-virustotal',
};
