function show(hour: number): string {
  return `${String((hour + 24) % 24).padStart(2, '0')}:00`;
}

/** Quiet hours in UTC that have begun, and go on for hours. */
export function quietNow(): { readonly quietHours: string; readonly timeZone: string } {
  const hour = new Date().getUTCHours();
  return { quietHours: `${show(hour - 2)}-${show(hour + 4)}`, timeZone: 'UTC' };
}
