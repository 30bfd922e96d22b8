// Nothing that is written for others to read has a secret in it.

/** What a secret looks like, wherever it comes from. */
const PATTERNS: [name: string, pattern: RegExp][] = [
    ["a bearer token", /\bBearer\s+[\w.~+/-]{20,}=*/g],
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g],
    ["a JSON web token", /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g],
    ["an AWS access key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
    ["an access token of a code host", /\b(?:gh[pousr]_\w{30,}|glpat-[\w-]{18,})/g],
];

/** Variables of the environment whose value is a secret. */
const VARIABLE = /(SECRET|TOKEN|PASSWORD|PASSPHRASE|PRIVATE|CREDENTIAL|_KEY$|ACCESS_KEY)/i;

/** Takes secrets out of a text, and says which kinds there were. */
export function redact(text: string, secrets: string[], environment: NodeJS.ProcessEnv = process.env): { text: string; found: string[] } {
    const found: string[] = [];
    const values: [string, string][] = [
        ...secrets.map((value): [string, string] => ["a secret of the configuration", value]),
        ...Object.entries(environment).flatMap(([name, value]): [string, string][] =>
            value && VARIABLE.test(name) && !/(_FILE|_ID|_PROVIDER|_URL|_PATH)$/i.test(name) ? [[`the value of ${name}`, value]] : [],
        ),
    ];
    // Short values are words that a report may well have: `true`, `dev`, a number.
    for (const [name, value] of values.filter(([, value]) => value.trim().length >= 8).sort(([, a], [, b]) => b.length - a.length)) {
        const forms = new Set([value.trim(), JSON.stringify(value.trim()).slice(1, -1), encodeURIComponent(value.trim())]);
        for (const form of forms) {
            if (text.includes(form)) {
                found.push(name);
                text = text.replaceAll(form, "[redacted]");
            }
        }
    }
    for (const [name, pattern] of PATTERNS) {
        text = text.replace(pattern, () => {
            found.push(name);
            return "[redacted]";
        });
    }
    return { text, found: [...new Set(found)] };
}
