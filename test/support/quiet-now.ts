/** Quiet hours in UTC that have begun, and go on for hours. */
export function quietNow(): { readonly quietHours: string; readonly timeZone: string } {
  const hour = new Date().getUTCHours();
  const show = (each: number): string => `${String((each + 24) % 24).padStart(2, '0')}:00`;
  return { quietHours: `${show(hour - 2)}-${show(hour + 4)}`, timeZone: 'UTC' };
}
