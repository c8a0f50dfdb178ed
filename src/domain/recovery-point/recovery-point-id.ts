// Recovery point ids: the slot of a scheduled backup (`20261122T020000Z`), or the request time of an adhoc one with eight
// hex digits, three for the milliseconds and five of its operation. They sort by time, and serve as part of blob names
// and orchestration ids.

const RECOVERY_POINT_ID = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z(-[0-9a-f]{8})?$/;

const compact = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

export const scheduledRecoveryPointId = (slotMs: number): string => compact(slotMs);

/** @param operation hex digits, of which five tell this request from another of the same millisecond */
export const adhocRecoveryPointId = (requestMs: number, operation: string): string => {
  const milliseconds = (requestMs % 1000).toString(16).padStart(3, '0');
  return `${compact(requestMs)}-${milliseconds}${operation.slice(0, 5)}`;
};

/** Milliseconds since the Unix epoch that the id names; undefined when the text is no recovery point id. */
export const recoveryPointTime = (id: string): number | undefined => {
  const match = RECOVERY_POINT_ID.exec(id);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // A month or an hour that does not exist would be carried over: the 30th of February is not the 2nd of March.
  const exists =
    new Date(ms).getUTCDate() === day && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60;
  return exists && year >= 100 ? ms : undefined;
};

export const isRecoveryPointId = (text: string): boolean => recoveryPointTime(text) !== undefined;
