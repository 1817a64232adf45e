/**
 * Which names people call each other by: `bob` of `robert` (nicknames.txt, see NOTICE), `paco` of
 * `francisco` (nicknames-abroad.txt).
 */
import { readFileSync } from "node:fs";

/** From a name to what its bearers are also called, and back; one step apart, then two. */
export type NicknamesOf = (word: string) => { near: readonly string[]; far: readonly string[] };

const files = ["nicknames.txt", "nicknames-abroad.txt"].map((name) => new URL(name, import.meta.url));
/** Of names with more, such as `al`, those two steps apart say nothing. */
const farMax = 60;

export function readNicknames(): NicknamesOf {
  const near = new Map<string, Set<string>>();
  const join = (one: string, other: string) => {
    const known = near.get(one);
    if (known) known.add(other);
    else near.set(one, new Set([other]));
  };
  for (const line of files.flatMap((file) => readFileSync(file, "utf8").trim().split("\n"))) {
    const [name = "", ...nicknames] = line.split(" ");
    for (const nickname of nicknames) {
      join(name, nickname);
      join(nickname, name);
    }
  }
  return (word) => {
    const own = near.get(word);
    if (!own) return { near: [], far: [] };
    const far = new Set([...own].flatMap((each) => [...(near.get(each) ?? [])]));
    const others = [...far].filter((each) => each !== word && !own.has(each));
    return { near: [...own], far: others.length <= farMax ? others : [] };
  };
}
