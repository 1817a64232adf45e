export const isNickname = (_a: string, _b: string): boolean => false;
