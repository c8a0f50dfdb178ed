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
  const [, year, month, day, hour, minute, second] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) || compact(ms) !== id.slice(0, 16) ? undefined : ms;
};

export const isRecoveryPointId = (text: string): boolean => recoveryPointTime(text) !== undefined;
