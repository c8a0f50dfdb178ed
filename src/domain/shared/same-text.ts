// Names and types that Azure compares without regard to case.

export const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
