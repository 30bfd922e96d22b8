/** Functions and loops of Terraform, as far as this program uses such. Written by `genesysctl migrate`. */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

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

/** The first that can be told. */
export function attempt(...all: (() => any)[]): any {
    for (const one of all) {
        try {
            const value = one();
            if (value !== undefined) return value;
        } catch {
            // The next one, then.
        }
    }
    throw new Error("nothing of what is tried can be told");
}

/** Whether something can be told. */
export function can(one: () => any): boolean {
    try {
        return one() !== undefined;
    } catch {
        return false;
    }
}

/** Members that may be left out have their defaults: `shape` is a list of one for elements, `{ name: [default, shape] }` for members. */
export function defaults(value: any, shape: any): any {
    if (value === undefined || value === null || !shape) return value;
    if (Array.isArray(shape)) {
        if (Array.isArray(value)) return value.map((one) => defaults(one, shape[0]));
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, defaults(one, shape[0])]));
    }
    const filled = Object.entries<any>(shape).map(([name, [otherwise, inner]]) => [name, defaults(value[name] ?? otherwise ?? null, inner)]);
    return { ...value, ...Object.fromEntries(filled) };
}

export const abs = (value: any): number => Math.abs(Number(value));
export const alltrue = (list: any): boolean => list.every(tobool);
export const anytrue = (list: any): boolean => list.some(tobool);
export const base64decode = (text: any): string => Buffer.from(String(text), "base64").toString("utf8");
export const base64encode = (text: any): string => Buffer.from(String(text), "utf8").toString("base64");
export const base64sha256 = (text: any): string => crypto.createHash("sha256").update(String(text)).digest("base64");
export const basename = (path: any): string => String(path).split("/").pop() ?? "";
export const ceil = (value: any): number => Math.ceil(Number(value));
export const chomp = (text: any): string => String(text).replace(/[\r\n]+$/, "");
export const chunklist = (list: any, size: any): any[] =>
    size > 0 ? range(Math.ceil(list.length / size)).map((at) => list.slice(at * size, (at + 1) * size)) : [[...list]];
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
export const filebase64 = (path: any): string => fs.readFileSync(String(path)).toString("base64");
export const fileexists = (path: any): boolean => fs.existsSync(String(path)) && fs.statSync(String(path)).isFile();
export const flatten = (list: any): any[] => list.flat(Infinity);
export const floor = (value: any): number => Math.floor(Number(value));
export const indent = (count: any, text: any): string => String(text).replaceAll("\n", "\n" + " ".repeat(Number(count)));
export function index(list: any, value: any): number {
    const at = list.findIndex((one: any) => equal(one, value));
    if (at < 0) throw new Error(`${JSON.stringify(value)} is not in the list`);
    return at;
}
export const join = (between: any, list: any): string => list.join(between);
export const jsondecode = (text: any): any => JSON.parse(text);
export const jsonencode = (value: any): string => JSON.stringify(ordered(value ?? null));
export const keys = (value: any): string[] => Object.keys(value).sort(compare);
export const length = (value: any): number =>
    typeof value === "string" ? [...value].length : Array.isArray(value) ? value.length : Object.keys(value).length;
export const lookup = (value: any, key: any, otherwise?: any): any => value[key] ?? otherwise;
export const lower = (text: any): string => String(text).toLowerCase();
export const matchkeys = (list: any, keys: any, wanted: any): any[] =>
    list.filter((_: any, at: number) => contains(wanted, keys[at]));
export const max = (...values: any[]): number => Math.max(...values.map(Number));
export const merge = (...maps: any[]): Record<string, any> => Object.assign({}, ...maps);
export const mergeall = (maps: any): Record<string, any> => Object.assign({}, ...maps);
export const min = (...values: any[]): number => Math.min(...values.map(Number));
export const one = (list: any): any => list[0];
export const parseint = (text: any, base: any): number => Number.parseInt(String(text), Number(base));
export const pow = (base: any, exponent: any): number => Number(base) ** Number(exponent);
export const regex = (pattern: any, text: any): any => {
    const found = expression(pattern).exec(String(text));
    if (!found) throw new Error(`nothing fits the pattern ${pattern}`);
    return captured(found);
};
export const regexall = (pattern: any, text: any): any[] => [...String(text).matchAll(expression(pattern, "g"))].map(captured);
export function replace(text: any, from: any, to: any): string {
    if (from.length > 1 && from.startsWith("/") && from.endsWith("/")) {
        // `${1}` and `$name` as JavaScript has them.
        const by = String(to).replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, plain) =>
            /^\d+$/.test(braced ?? plain) ? `$${braced ?? plain}` : `$<${braced ?? plain}>`,
        );
        return String(text).replace(expression(from.slice(1, -1), "g"), by);
    }
    return String(text).replaceAll(from, () => to);
}
export const reverse = (list: any): any[] => [...list].reverse();
export const setintersection = (first: any, ...others: any[]): any[] =>
    toset(first.filter((value: any) => others.every((other) => contains(other, value))));
export const setsubtract = (list: any, without: any): any[] => toset(list.filter((value: any) => !contains(without, value)));
export const setunion = (...lists: any[]): any[] => toset(lists.flat(1));
export const setproduct = (...lists: any[]): any[][] =>
    lists.reduce((rows, list) => rows.flatMap((row: any[]) => list.map((one: any) => [...row, one])), [[]]);
export const sha256 = (text: any): string => crypto.createHash("sha256").update(String(text)).digest("hex");
export const signum = (value: any): number => Math.sign(Number(value));
export const slice = (list: any, from: any, to: any): any[] => list.slice(Number(from), Number(to));
export const sort = (list: any): any[] => [...list].sort(compare);
export const split = (by: any, text: any): string[] => String(text).split(by);
export const startswith = (text: any, begin: any): boolean => String(text).startsWith(begin);
export const strcontains = (text: any, part: any): boolean => String(text).includes(part);
export const strrev = (text: any): string => [...String(text)].reverse().join("");
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
export function transpose(value: any): Record<string, string[]> {
    const pairs = keys(value).flatMap((key) => value[key].map((one: any) => [one, key]));
    return grouped(pairs);
}
export const upper = (text: any): string => String(text).toUpperCase();
export const urlencode = (text: any): string =>
    encodeURIComponent(String(text))
        .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll("%20", "+");
export const values = (value: any): any[] => keys(value).map((key) => value[key]);
// A package that Pulumi's own needs as well.
export const yamldecode = (text: any): any => require("js-yaml").load(String(text)) ?? null;
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

/** A verb of `format`, such as `%-5.2f`. */
const VERB = /%([-0+]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g;

export function format(form: any, ...given: any[]): string {
    let at = 0;
    return String(form).replace(VERB, (_, flags: string, width: string, precision: string | undefined, verb: string) => {
        if (verb === "%") return "%";
        const value = given[at++];
        let shown = written(verb, value, precision);
        const isNumber = "dfxXob".includes(verb);
        if (isNumber && flags.includes("+") && !shown.startsWith("-")) shown = `+${shown}`;
        const length = Number(width || 0);
        if (flags.includes("-")) return shown.padEnd(length);
        if (!flags.includes("0") || !isNumber) return shown.padStart(length);
        const sign = /^[-+]/.exec(shown)?.[0] ?? "";
        return sign + shown.slice(sign.length).padStart(length - sign.length, "0");
    });
}

function written(verb: string, value: any, precision: string | undefined): string {
    switch (verb) {
        case "d":
            return String(Math.trunc(Number(value)));
        case "f":
            return Number(value).toFixed(precision === undefined ? 6 : Number(precision));
        case "x":
            return Math.trunc(Number(value)).toString(16);
        case "X":
            return Math.trunc(Number(value)).toString(16).toUpperCase();
        case "o":
            return Math.trunc(Number(value)).toString(8);
        case "b":
            return Math.trunc(Number(value)).toString(2);
        default: {
            const text = value !== null && typeof value === "object" ? jsonencode(value) : String(value);
            const shown = verb === "q" ? JSON.stringify(text) : text;
            return precision === undefined ? shown : [...shown].slice(0, Number(precision)).join("");
        }
    }
}

export function formatlist(form: any, ...given: any[]): string[] {
    const length = given.find(Array.isArray)?.length ?? 1;
    return range(length).map((at) => format(form, ...given.map((one) => (Array.isArray(one) ? one[at] : one))));
}

/** The files below a folder that a pattern covers: `**` goes over folders, `*` does not. */
export function fileset(folder: any, pattern: any): string[] {
    const letters: Record<string, string> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|" };
    const plain = (text: string) => text.replace(/[\\^$.|()+]/g, "\\$&");
    const parts = String(pattern).split(/(\*\*\/|\*\*|[*?{},])/);
    const covered = new RegExp(`^${parts.map((part) => letters[part] ?? plain(part)).join("")}$`);
    const walk = (own: string): string[] =>
        fs.readdirSync(path.join(String(folder), own), { withFileTypes: true }).flatMap((entry) => {
            const name = own + entry.name;
            return entry.isDirectory() ? walk(`${name}/`) : [name];
        });
    return fs.existsSync(String(folder)) ? walk("").filter((name) => covered.test(name)).sort(compare) : [];
}

/** A regular expression of Terraform's, which has its flags and the names of its groups in other words. */
function expression(pattern: any, flags = ""): RegExp {
    const [, given = "", rest] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(String(pattern))!;
    return new RegExp(rest.replaceAll("(?P<", "(?<"), `${flags}u${given}`);
}

/** What a regular expression has found: the whole, or its groups. */
function captured(found: RegExpMatchArray): any {
    if (found.groups) return { ...found.groups };
    return found.length > 1 ? found.slice(1).map((part) => part ?? null) : found[0];
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
