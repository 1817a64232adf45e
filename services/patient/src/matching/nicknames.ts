/** Whether two first names are forms of one: read once, when it is first asked. */
import { type NicknamesOf, readNicknames } from "../lexicon/nicknames.ts";

let nicknamesOf: NicknamesOf | undefined;

export function isNickname(one: string, other: string): boolean {
  nicknamesOf ??= readNicknames();
  return nicknamesOf(one).near.includes(other);
}
