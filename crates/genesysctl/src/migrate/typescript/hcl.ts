/** Functions and loops of Terraform, as far as this program uses such. Written by `genesysctl migrate`. */
import * as fs from "node:fs";

/** What a `for_each` goes over, in Terraform's order: a map by its keys, a set by its elements. */
export function each(collection: any): { key: string; value: any }[] {
    if (Array.isArray(collection)) {
        return toset(collection).map((value) => ({ key: String(value), value }));
    }
    return entries(collection);
}

/** What a `for` goes over. */
export function entries(collection: any): { key: any; value: any }[] {
    if (Array.isArray(collection)) {
        return collection.map((value, key) => ({ key, value }));
    }
    return keys(collection).map((key) => ({ key, value: collection[key] }));
}

/** A map of keys and values. */
export function map(pairs: any[][]): Record<string, any> {
    const result: Record<string, any> = {};
    for (const [key, value] of pairs) {
        if (Object.hasOwn(result, String(key))) {
            throw new Error(`the key ${key} is there twice`);
        }
        result[String(key)] = value;
    }
    return result;
}

/** A map of keys and all values that have them. */
export function grouped(pairs: any[][]): Record<string, any[]> {
    const result: Record<string, any[]> = {};
    for (const [key, value] of pairs) {
        (result[String(key)] ??= []).push(value);
    }
    return result;
}

export function equal(a: any, b: any): boolean {
    return JSON.stringify(sorted(a ?? null)) === JSON.stringify(sorted(b ?? null));
}

function sorted(value: any): any {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    return value && typeof value === "object" ? keys(value).map((key) => [key, sorted(value[key])]) : value;
}

const compare = (a: any, b: any) => (a < b ? -1 : a > b ? 1 : 0);
const isBlank = (value: any) => value === undefined || value === null || value === "";

export const abs = (value: any): number => Math.abs(Number(value));
export const base64decode = (text: any): string => Buffer.from(String(text), "base64").toString("utf8");
export const base64encode = (text: any): string => Buffer.from(String(text), "utf8").toString("base64");
export const basename = (path: any): string => String(path).split("/").pop() ?? "";
export const ceil = (value: any): number => Math.ceil(Number(value));
export const coalesce = (...values: any[]): any => values.find((value) => !isBlank(value));
export const coalescelist = (...lists: any[]): any => lists.find((list) => list.length > 0);
export const compact = (list: any): any[] => list.filter((value: any) => !isBlank(value));
export const concat = (...lists: any[]): any[] => lists.flat(1);
export const contains = (list: any, value: any): boolean => list.some((one: any) => equal(one, value));
export const dirname = (path: any): string => String(path).split("/").slice(0, -1).join("/") || ".";
export const distinct = (list: any): any[] =>
    list.filter((value: any, index: number) => list.findIndex((other: any) => equal(other, value)) === index);
export const element = (list: any, index: any): any => list[Number(index) % list.length];
export const endswith = (text: any, end: any): boolean => String(text).endsWith(end);
export const file = (path: any): string => fs.readFileSync(String(path), "utf8");
export const flatten = (list: any): any[] => list.flat(Infinity);
export const floor = (value: any): number => Math.floor(Number(value));
export const index = (list: any, value: any): number => list.findIndex((one: any) => equal(one, value));
export const join = (between: any, list: any): string => list.join(between);
export const jsondecode = (text: any): any => JSON.parse(text);
export const jsonencode = (value: any): string => JSON.stringify(ordered(value ?? null));
export const keys = (value: any): string[] => Object.keys(value).sort(compare);
export const length = (value: any): number =>
    typeof value === "string" ? [...value].length : Array.isArray(value) ? value.length : Object.keys(value).length;
export const lookup = (value: any, key: any, otherwise?: any): any => value[key] ?? otherwise;
export const lower = (text: any): string => String(text).toLowerCase();
export const max = (...values: any[]): number => Math.max(...values.map(Number));
export const merge = (...maps: any[]): Record<string, any> => Object.assign({}, ...maps);
export const min = (...values: any[]): number => Math.min(...values.map(Number));
export const one = (list: any): any => list[0];
export const replace = (text: any, from: any, to: any): string => String(text).replaceAll(from, to);
export const reverse = (list: any): any[] => [...list].reverse();
export const setintersection = (first: any, ...others: any[]): any[] =>
    toset(first.filter((value: any) => others.every((other) => contains(other, value))));
export const setsubtract = (list: any, without: any): any[] => toset(list.filter((value: any) => !contains(without, value)));
export const setunion = (...lists: any[]): any[] => toset(lists.flat(1));
export const slice = (list: any, from: any, to: any): any[] => list.slice(Number(from), Number(to));
export const sort = (list: any): any[] => [...list].sort(compare);
export const split = (by: any, text: any): string[] => String(text).split(by);
export const startswith = (text: any, begin: any): boolean => String(text).startsWith(begin);
export const sum = (list: any): number => list.map(Number).reduce((a: number, b: number) => a + b, 0);
export const tobool = (value: any): boolean => value === true || value === "true";
export const tolist = (list: any): any[] => [...list];
export const tomap = (value: any): Record<string, any> => ({ ...value });
export const tonumber = (value: any): number => Number(value);
export const toset = (list: any): any[] => distinct([...list]).sort(compare);
export const tostring = (value: any): string => String(value);
export const trimspace = (text: any): string => String(text).trim();
export const trimprefix = (text: any, prefix: any): string =>
    String(text).startsWith(prefix) ? String(text).slice(String(prefix).length) : String(text);
export const trimsuffix = (text: any, suffix: any): string =>
    suffix && String(text).endsWith(suffix) ? String(text).slice(0, -String(suffix).length) : String(text);
export const upper = (text: any): string => String(text).toUpperCase();
export const values = (value: any): any[] => keys(value).map((key) => value[key]);
export const zipmap = (names: any, list: any): Record<string, any> =>
    Object.fromEntries(names.map((name: any, index: number) => [name, list[index]]));

export function range(...given: any[]): number[] {
    const [start, limit, step] = given.length === 1 ? [0, given[0], 1] : [given[0], given[1], given[2] ?? (given[0] <= given[1] ? 1 : -1)];
    const result: number[] = [];
    for (let value = Number(start); step > 0 ? value < limit : value > limit; value += Number(step)) {
        result.push(value);
    }
    return result;
}

export function substr(text: any, from: any, length: any): string {
    const letters = [...String(text)];
    const start = from < 0 ? Math.max(letters.length + Number(from), 0) : Number(from);
    return letters.slice(start, length < 0 ? undefined : start + Number(length)).join("");
}

export function title(text: any): string {
    return String(text).replace(/[\p{L}\p{N}]+/gu, (word) => word[0].toUpperCase() + word.slice(1));
}

export function trim(text: any, letters: any): string {
    let all = [...String(text)];
    while (all.length > 0 && String(letters).includes(all[0])) all = all.slice(1);
    while (all.length > 0 && String(letters).includes(all[all.length - 1])) all = all.slice(0, -1);
    return all.join("");
}

export function format(form: any, ...given: any[]): string {
    let at = 0;
    return String(form).replace(/%(\d*)([a-z%])/g, (_, width: string, verb: string) => {
        if (verb === "%") return "%";
        const value = given[at++];
        const shown = verb === "d" ? String(Math.trunc(Number(value))) : verb === "q" ? JSON.stringify(String(value)) : String(value);
        return width ? shown.padStart(Number(width), width.startsWith("0") ? "0" : " ") : shown;
    });
}

/** The rows of a file with commas, by the names in its first row. */
export function csvdecode(text: any): Record<string, string>[] {
    const rows: string[][] = [];
    let row: string[] = [];
    let cell = "";
    let quoted = false;
    const all = String(text);
    for (let at = 0; at < all.length; at++) {
        const letter = all[at];
        if (letter === '"' && quoted && all[at + 1] === '"') {
            cell += '"';
            at++;
        } else if (letter === '"') {
            quoted = !quoted;
        } else if (letter === "," && !quoted) {
            row.push(cell);
            cell = "";
        } else if (letter === "\n" && !quoted) {
            rows.push([...row, cell]);
            row = [];
            cell = "";
        } else if (letter !== "\r" || quoted) {
            cell += letter;
        }
    }
    if (cell || row.length > 0) {
        rows.push([...row, cell]);
    }
    const [names, ...others] = rows.filter((row) => row.length > 1 || row[0] !== "");
    return others.map((row) => Object.fromEntries((names ?? []).map((name, index) => [name, row[index]])));
}

function ordered(value: any): any {
    if (Array.isArray(value)) {
        return value.map(ordered);
    }
    return value && typeof value === "object" ? Object.fromEntries(keys(value).map((key) => [key, ordered(value[key])])) : value;
}
