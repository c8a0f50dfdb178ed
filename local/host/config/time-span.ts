// .NET time spans as host.json and timer schedules write them: `hh:mm`, `hh:mm:ss`, `d.hh:mm:ss.fffffff`.

const pattern = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/** Milliseconds, or undefined when the text is not a time span. */
export function parseTimeSpan(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const wholeSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const ms = wholeSeconds * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
  return sign ? -ms : ms;
}
