/**
 * Everybody who can be searched for, in arrays by a number of their own (a slot): some 180 bytes a
 * patient. A changed patient gets another slot, and the one before is empty from then on.
 */
import { addToChain, type Chains, createChains, grown } from "../lexicon/chains.ts";
import { createLexicon, type Lexicon, sortWords, takeWord } from "../lexicon/lexicon.ts";
import type { ListedPatient } from "./store/read-listed.ts";
import { addStreet, createStreets } from "./street-places.ts";

export type Directory = {
  lexicon: Lexicon;
  /** Slots taken. */
  size: number;
  /** Slots whose patient has another one since. */
  left: number;
  /** Sixteen bytes each. */
  ids: Uint8Array;
  /** 0 where the slot is empty, else a place in `statuses`. */
  status: Uint8Array;
  facility: Uint16Array;
  /** Days since 1970; `unborn` where it is not known. */
  birthDay: Int32Array;
  mrn: Uint32Array;
  /** Ids of three words: last, first and middle name in one each, as the alphabet has them. */
  sortWords: Int32Array;
  /** Where the slot's words end within `words`; they begin where the slot's before end. */
  wordsEnd: Uint32Array;
  words: Int32Array;
  /** Slots by word, by day of birth and by id; phone numbers by slot. */
  byWord: Chains;
  byDay: Chains;
  byId: Chains;
  phones: Chains;
  byStreet: Chains;
  /** How many slots have the word. */
  wordCounts: Int32Array;
  facilities: Map<string, number>;
};

export const statuses = ["", "active", "inactive", "merged"];
export const unborn = -(2 ** 31);
/** 1800-01-01, before which nobody is born, and how many days there are from then. */
const firstDay = -62_091;
const days = 160_000;
const idLists = 2 ** 20;
/** More digits than a number holds exactly, with the 1 that keeps zeros at the beginning. */
const phoneDigitsMax = 15;

export function createDirectory(expected: number): Directory {
  const slots = Math.max(1024, Math.ceil(expected * 1.05));
  return {
    lexicon: createLexicon(),
    size: 0,
    left: 0,
    ids: new Uint8Array(slots * 16),
    status: new Uint8Array(slots),
    facility: new Uint16Array(slots),
    birthDay: new Int32Array(slots),
    mrn: new Uint32Array(slots),
    sortWords: new Int32Array(slots * 3),
    wordsEnd: new Uint32Array(slots),
    words: new Int32Array(slots * 4),
    byWord: createChains(1024),
    byDay: createChains(days),
    byId: createChains(idLists),
    phones: createChains(slots, { wide: true }),
    byStreet: createStreets(),
    wordCounts: new Int32Array(1024),
    facilities: new Map(),
  };
}

/** Takes up patients, new and changed ones, as they stand. */
export function takeUp(directory: Directory, patients: readonly ListedPatient[]): void {
  for (const patient of patients) {
    const id = Buffer.from(patient.id.replaceAll("-", ""), "hex");
    const before = findSlot(directory, id);
    if (before !== undefined) {
      directory.status[before] = 0;
      directory.left += 1;
    }
    fillSlot(directory, id, patient);
  }
}

/** Readies the words for being searched. */
export function settle({ lexicon }: Directory): void {
  sortWords(lexicon);
}

function fillSlot(directory: Directory, id: Buffer, patient: ListedPatient): void {
  const slot = directory.size;
  if (slot >= directory.status.length) growSlots(directory, slot + 1);
  directory.ids.set(id, slot * 16);
  directory.status[slot] = statuses.indexOf(patient.status);
  directory.facility[slot] = facilityOf(directory, patient.facility_id);
  directory.birthDay[slot] = patient.birth_day ?? unborn;
  directory.mrn[slot] = Number(patient.mrn);
  const names = patient.sort_name.split(" ");
  for (let part = 0; part < 3; part += 1)
    directory.sortWords[slot * 3 + part] = takeWord(directory.lexicon, names[part] ?? "");
  fillWords(directory, slot, patient.name_words);
  if (patient.birth_day !== null) addToChain(directory.byDay, dayList(patient.birth_day), slot);
  for (const phone of patient.phones) {
    const digits = phoneNumber(phone);
    if (digits !== undefined) addToChain(directory.phones, slot, digits);
  }
  for (const street of patient.streets) addStreet(directory.byStreet, street, slot);
  addToChain(directory.byId, idList(id), slot);
  directory.size = slot + 1;
}

function fillWords(directory: Directory, slot: number, words: readonly string[]): void {
  let end = slot === 0 ? 0 : (directory.wordsEnd[slot - 1] ?? 0);
  if (end + words.length > directory.words.length) directory.words = grown(directory.words, end + words.length);
  for (const word of words) {
    const id = takeWord(directory.lexicon, word);
    directory.words[end++] = id;
    addToChain(directory.byWord, id, slot);
    if (id >= directory.wordCounts.length) directory.wordCounts = grown(directory.wordCounts, id + 1);
    directory.wordCounts[id] = (directory.wordCounts[id] ?? 0) + 1;
  }
  directory.wordsEnd[slot] = end;
}

function growSlots(directory: Directory, slots: number): void {
  directory.status = grown(directory.status, slots);
  const length = directory.status.length;
  directory.ids = grown(directory.ids, length * 16);
  directory.facility = grown(directory.facility, length);
  directory.birthDay = grown(directory.birthDay, length);
  directory.mrn = grown(directory.mrn, length);
  directory.sortWords = grown(directory.sortWords, length * 3);
  directory.wordsEnd = grown(directory.wordsEnd, length);
}

function facilityOf({ facilities }: Directory, id: string): number {
  const known = facilities.get(id);
  if (known !== undefined) return known;
  facilities.set(id, facilities.size);
  return facilities.size - 1;
}

function findSlot({ byId, ids, status }: Directory, id: Buffer): number | undefined {
  for (let entry = byId.heads[idList(id)] ?? 0; entry !== 0; entry = byId.next[entry] ?? 0) {
    const slot = byId.values[entry] ?? 0;
    if (status[slot] !== 0 && id.compare(ids, slot * 16, slot * 16 + 16) === 0) return slot;
  }
  return undefined;
}

/** Of a UUIDv7 the last bytes are random. */
const idList = (id: Buffer) => id.readUInt32BE(12) & (idLists - 1);

/** The list of `byDay`. */
export const dayList = (day: number) => Math.min(days - 1, Math.max(0, day - firstDay));

/** Digits behind a 1, so that zeros at the beginning count; undefined for more than a number holds. */
function phoneNumber(digits: string): number | undefined {
  return /^\d+$/.test(digits) && digits.length <= phoneDigitsMax ? Number(`1${digits}`) : undefined;
}

/** As in the database. */
export function idOf({ ids }: Directory, slot: number): string {
  const hex = Buffer.from(ids.buffer, ids.byteOffset + slot * 16, 16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The key by which the alphabet orders patients. */
export function sortNameOf({ lexicon, sortWords: ids }: Directory, slot: number): string {
  return [0, 1, 2]
    .map((part) => lexicon.words[ids[slot * 3 + part] ?? -1] ?? "")
    .join(" ")
    .trimEnd();
}

/** The digits of the slot's phone numbers. */
export function phonesOf({ phones }: Directory, slot: number): string[] {
  const found: string[] = [];
  for (let entry = phones.heads[slot] ?? 0; entry !== 0; entry = phones.next[entry] ?? 0)
    found.push(String(phones.values[entry]).slice(1));
  return found;
}
