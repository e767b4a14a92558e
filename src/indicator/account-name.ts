/**
 * Whether a text without a scheme is the name of an account that begins as a host does:
 * `live.com#jane@contoso.com`, as Microsoft Entra writes those of other providers, and the same with
 * `#EXT#` in it.
 */
export function isAccountName(text: string): boolean {
  return /^[^\s/?#@:]{1,253}#[^\s/?]{0,255}@/.test(text);
}
