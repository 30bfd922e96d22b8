/**
 * Writes bin/plugin.json: what the components are for programs in other languages, read from their declarations in src/.
 *
 * Pulumi's own analyzer of components refuses these: it knows neither the unions that the SDK's enums are, nor two types of one name, nor
 * resources of packages outside of `@pulumi`. Here what comes from the SDK is what the provider's schema says of it.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";

/** A type or a property, in the words of Pulumi's package schema. */
interface Spec {
    type?: string;
    $ref?: string;
    oneOf?: Spec[];
    items?: Spec;
    additionalProperties?: Spec;
    description?: string;
    secret?: boolean;
    /** The value is known when the program runs. */
    plain?: boolean;
}

interface Properties {
    properties: Record<string, Spec>;
    required: string[];
}

const PACKAGE = "genesyscloud-components";
const root = path.join(__dirname, "..");
const sdk = JSON.parse(fs.readFileSync(path.join(root, "provider-schema.json"), "utf8"));
const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, "package.json"), "utf8"));

const configuration = ts.readConfigFile(path.join(__dirname, "tsconfig.json"), ts.sys.readFile);
const { fileNames, options } = ts.parseJsonConfigFileContent(configuration.config, ts.sys, __dirname);
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();

const types: Record<string, object> = {};

/** Follows an import or a re-export to what it stands for. */
function origin(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function fail(node: ts.Node, what: string): never {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    throw new Error(`${path.relative(root, file.fileName)}:${line + 1}: ${what}: ${node.getText()}`);
}

/** First lines of documentation, without what only TypeScript's tools understand. */
function description(symbol: ts.Symbol): { description?: string } {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
    return text ? { description: text.replace(/\{@link (\S+?)\}/g, "`$1`") } : {};
}

/** Where a declaration of the generated SDK is in the provider's schema, if it is one: the module, and the name without `Args`. */
function generated(declaration: ts.Node): { kind: "resources" | "types"; token: string } | undefined {
    const [, place] = /\/sdk\/nodejs\/bin\/(.*)\.d\.ts$/.exec(declaration.getSourceFile().fileName) ?? [];
    if (place === undefined || !ts.isInterfaceDeclaration(declaration)) {
        return undefined;
    }
    const name = declaration.name.text.replace(/Args$/, "");
    if (place === "types/input") {
        const space = declaration.parent.parent;
        const module = space && ts.isModuleDeclaration(space) ? space.name.text : "index";
        return { kind: "types", token: `genesyscloud:${module}:${name}` };
    }
    const module = path.dirname(place) === "." ? "index" : path.dirname(place);
    return { kind: "resources", token: `genesyscloud:${module}:${name}` };
}

/** A property of the provider's schema, as it is said from outside of it. */
function foreign(spec: Spec): Spec {
    const { type, $ref, oneOf, items, additionalProperties, description, secret } = spec;
    const kept: Spec = { type, oneOf: oneOf?.map(foreign), items: items && foreign(items), description, secret };
    kept.$ref = $ref?.replace(/^#/, `/genesyscloud/v${sdk.version}/schema.json#`);
    kept.additionalProperties = additionalProperties && foreign(additionalProperties);
    return JSON.parse(JSON.stringify(kept));
}

/** The property of a resource's arguments that a declaration of the SDK stands for. */
function ofResource(declaration: ts.Node, name: string): Spec | undefined {
    const found = generated(declaration);
    if (found?.kind !== "resources") {
        return undefined;
    }
    return foreign(sdk.resources[found.token]?.inputProperties[name] ?? fail(declaration, `${found.token} has no ${name}`));
}

/** Whether a type is a resource or component, which a program in another language names by its id. */
function isResource(node: ts.TypeNode): boolean {
    return checker.getPropertyOfType(checker.getTypeAtLocation(node), "urn") !== undefined;
}

/** What a type says, and whether it has nothing in it that may still be to come. */
function ofType(node: ts.TypeNode): Spec {
    switch (node.kind) {
        case ts.SyntaxKind.StringKeyword:
            return { type: "string", plain: true };
        case ts.SyntaxKind.NumberKeyword:
            return { type: "number", plain: true };
        case ts.SyntaxKind.BooleanKeyword:
            return { type: "boolean", plain: true };
    }
    if (ts.isUnionTypeNode(node)) {
        const left = node.types.filter((type) => type.kind !== ts.SyntaxKind.UndefinedKeyword && !isResource(type));
        return left.length === 1 ? ofType(left[0]) : fail(node, "one type is needed");
    }
    if (ts.isArrayTypeNode(node)) {
        const items = ofType(node.elementType);
        return { type: "array", items, plain: items.plain };
    }
    if (ts.isTypeLiteralNode(node)) {
        const [member] = node.members;
        if (node.members.length !== 1 || !ts.isIndexSignatureDeclaration(member)) {
            return fail(node, "an object of its own needs a name");
        }
        const additionalProperties = ofType(member.type);
        return { type: "object", additionalProperties, plain: additionalProperties.plain };
    }
    if (ts.isIndexedAccessTypeNode(node) && ts.isLiteralTypeNode(node.indexType)) {
        const [declaration] = checker.getTypeAtLocation(node.objectType).symbol.declarations ?? [];
        const { description: _, ...spec } = ofResource(declaration, (node.indexType.literal as ts.StringLiteral).text) ?? fail(node, "not of the SDK");
        return spec;
    }
    return ts.isTypeReferenceNode(node) ? ofName(node) : fail(node, "a type for which there is no word");
}

/** What a named type says. */
function ofName(node: ts.TypeReferenceNode): Spec {
    const [inner] = node.typeArguments ?? [];
    const name = node.typeName.getText();
    switch (name) {
        case "pulumi.Input":
        case "pulumi.Output":
            return loose(ofType(inner));
        case "Partial":
        case "Omit":
            return object(settings(inner.getText()), node);
    }
    const symbol = origin(checker.getSymbolAtLocation(node.typeName) ?? fail(node, "no such type"));
    const [declaration] = symbol.declarations ?? [];
    if (ts.isTypeAliasDeclaration(declaration) && ts.isUnionTypeNode(declaration.type)) {
        const values = declaration.type.types.map((type) => ({ value: (ts.isLiteralTypeNode(type) ? type.literal : fail(type, "no value")).getText().slice(1, -1) }));
        types[`${PACKAGE}:index:${name}`] = { type: "string", enum: values, ...description(symbol) };
        return { $ref: `#/types/${PACKAGE}:index:${name}`, plain: true };
    }
    const found = generated(declaration);
    if (found?.kind === "types") {
        return sdk.types[found.token] ? foreign({ $ref: `#/types/${found.token}` }) : fail(node, `the schema has no ${found.token}`);
    }
    return object(found || /Args$/.test(name) ? settings(name) : name, node);
}

/** The name that arguments of a resource have where they are a value: `AgentArgs` is that of the resource `Agent`. */
const settings = (name: string) => `${name.split(".").pop()?.replace(/Args$/, "")}Settings`;

/** A type of this package, which is declared where it is first met. */
function object(name: string, node: ts.TypeNode): Spec {
    const token = `${PACKAGE}:index:${name}`;
    if (!(token in types)) {
        types[token] = {};
        const type = checker.getTypeAtLocation(node);
        types[token] = { type: "object", ...(type.symbol && description(type.symbol)), ...ofProperties(type.getProperties()) };
    }
    const { properties } = types[token] as Properties;
    const plain = properties && Object.values(properties).every(({ plain }) => plain);
    return { $ref: `#/types/${token}`, ...(plain ? { plain } : {}) };
}

/** The same, where what is in it may still be to come. */
function loose({ plain: _, ...spec }: Spec): Spec {
    const { items, additionalProperties } = spec;
    return { ...spec, ...(items && { items: loose(items) }), ...(additionalProperties && { additionalProperties: loose(additionalProperties) }) };
}

function ofProperties(symbols: ts.Symbol[]): Properties {
    const properties: Record<string, Spec> = {};
    for (const symbol of symbols) {
        const [declaration] = symbol.declarations ?? [];
        const spec = ofResource(declaration.parent, symbol.name) ?? ofType((declaration as ts.PropertySignature).type ?? fail(declaration, "no type"));
        properties[symbol.name] = JSON.parse(JSON.stringify({ ...spec, ...description(symbol) }));
    }
    const required = symbols.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
    return { properties, required };
}

/**
 * Outputs of a component: those that other languages have too. Resources are named by their id there, and `id` itself is what a resource
 * of a provider has: YAML reads it as nothing of a component.
 */
function ofOutputs(declaration: ts.ClassDeclaration): Properties {
    const outputs = declaration.members.filter(
        (member): member is ts.PropertyDeclaration =>
            ts.isPropertyDeclaration(member) &&
            member.type !== undefined &&
            /^pulumi\.Output</.test(member.type.getText()) &&
            member.name.getText() !== "id",
    );
    const properties = Object.fromEntries(
        outputs.map((member) => {
            const symbol = checker.getSymbolAtLocation(member.name) ?? fail(member, "no name");
            return [symbol.name, { ...ofType(member.type as ts.TypeNode), ...description(symbol) }];
        }),
    );
    const sure = outputs.filter(({ type }) => !/\| undefined>$/.test(type?.getText() ?? ""));
    return { properties, required: sure.map(({ name }) => name.getText()) };
}

const resources: Record<string, object> = {};
/** Inputs of each component that it must know, because what it makes is named after what is in them. */
const known: Record<string, string[]> = {};

const index = program.getSourceFile(path.join(__dirname, "src", "index.ts"));
const entry = index && checker.getSymbolAtLocation(index);
for (const exported of entry ? checker.getExportsOfModule(entry) : []) {
    const symbol = origin(exported);
    const [declaration] = symbol.declarations ?? [];
    if (!ts.isClassDeclaration(declaration)) {
        continue;
    }
    const constructor = declaration.members.find(ts.isConstructorDeclaration);
    const args = constructor?.parameters.find(({ name }) => name.getText() === "args")?.type ?? fail(declaration, "a component needs args");
    const symbols = checker.getTypeAtLocation(args).getProperties();
    const inputs = ofProperties(symbols);
    const outputs = ofOutputs(declaration);
    resources[`${PACKAGE}:index:${symbol.name}`] = {
        isComponent: true,
        ...description(symbol),
        inputProperties: inputs.properties,
        requiredInputs: inputs.required,
        ...outputs,
    };
    const isInput = ({ declarations }: ts.Symbol) => /^pulumi\.Input</.test((declarations?.[0] as ts.PropertySignature).type?.getText() ?? "");
    known[symbol.name] = symbols.filter((input) => !isInput(input)).map(({ name }) => name);
}

const language = Object.fromEntries(["nodejs", "python", "csharp", "java", "go"].map((name) => [name, { respectSchemaVersion: true }]));
const schema = {
    name: PACKAGE,
    displayName: "Components for Genesys Cloud",
    version: manifest.version,
    description: manifest.description,
    license: manifest.license,
    dependencies: [{ name: sdk.name, version: sdk.version, downloadURL: sdk.pluginDownloadURL }],
    resources,
    types,
    language,
};
fs.writeFileSync(path.join(__dirname, "bin", "plugin.json"), `${JSON.stringify({ schema, known }, undefined, 1)}\n`);
