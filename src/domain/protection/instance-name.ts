// Names of backup instances: part of blob names and of orchestration ids, which Durable Functions limits to 100 characters.

const INSTANCE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export const isInstanceName = (text: string): boolean => INSTANCE_NAME.test(text);
