//! A program in TypeScript.

use std::collections::BTreeSet;

use pulumi_provider::declaration::FieldShape;
use resources::registry::ResourceType;

use super::evaluate::number_in_words;
use super::model::{Expr, For, Program, Repeat, Statement, Thing, Time, Type};
use super::naming::{Naming, camel_case, naming, words};
use super::written::{Broken, Used, Written, group, indented, lift, remarks, text, used_things};

/// The functions of Terraform, as programs call them.
const LIBRARY: &str = include_str!("typescript/hcl.ts");

const TSCONFIG: &str = r#"{
  "compilerOptions": {
    "target": "ES2022",
    "module": "nodenext",
    "moduleResolution": "nodenext",
    "strict": true,
    "noImplicitReturns": true,
    "skipLibCheck": true,
    "outDir": "bin"
  },
  "include": ["*.ts"]
}
"#;

/// Writes it.
pub(crate) fn write(program: &Program, project: &str) -> Written {
    let writer = Writer { program, naming: naming(program), used: used_things(program) };
    let mut broken = Vec::new();
    let mut body = String::new();
    for (index, variable) in program.variables.iter().enumerate() {
        if !writer.used.variables.contains(&index) {
            broken.push(Broken::unused(format!("var.{}", variable.name)));
            continue;
        }
        if let Some(description) = &variable.description {
            body.push_str(&format!("/** {} */\n", description.replace("*/", "* /").replace('\n', " ")));
        }
        let value = writer.setting(index);
        body.push_str(&format!("const {} = {value};\n", writer.variable(index)));
    }
    if !body.is_empty() {
        body.insert_str(0, "const config = new pulumi.Config();\n");
        body.push('\n');
    }
    for statement in &program.order {
        match writer.statement(*statement, &mut broken) {
            Ok(text) => body.push_str(&text),
            Err((what, reason)) => broken.push(Broken::refused(what, reason)),
        }
    }
    for output in &program.outputs {
        let words = words(&output.name);
        let name = if is_word(&output.name) { output.name.clone() } else { camel_case(&words) };
        match writer.value(&output.value, &BTreeSet::new()) {
            Ok(value) => {
                let value = if output.secret { format!("pulumi.secret({value})") } else { value };
                // Something of the program may be called so already.
                if writer.naming.is_taken(&words) {
                    let own = format!("{}Output", camel_case(&words));
                    body.push_str(&format!("const {own} = {value};\nexport {{ {own} as {name} }};\n"));
                } else {
                    body.push_str(&format!("export const {name} = {value};\n"));
                }
            }
            Err(reason) => broken.push(Broken::refused(format!("output.{}", output.name), reason)),
        }
    }
    let mut head = String::new();
    if body.contains("pulumi.") {
        head.push_str("import * as pulumi from \"@pulumi/pulumi\";\n");
    }
    if body.contains("genesyscloud.") {
        head.push_str("import * as genesyscloud from \"pulumi-genesyscloud\";\n");
    }
    if body.contains("hcl.") {
        head.push_str("import * as hcl from \"./hcl\";\n");
    }
    let mut files = vec![
        ("index.ts".to_owned(), format!("{head}\n{}\n", body.trim_end())),
        ("tsconfig.json".to_owned(), TSCONFIG.to_owned()),
        ("package.json".to_owned(), package(project)),
        ("Pulumi.yaml".to_owned(), format!("name: {project}\nruntime: nodejs\n")),
    ];
    if body.contains("hcl.") {
        files.push(("hcl.ts".to_owned(), LIBRARY.to_owned()));
    }
    Written { files, broken, fixed: BTreeSet::new() }
}

fn package(project: &str) -> String {
    let package = serde_json::json!({
        "name": project,
        "main": "index.ts",
        "private": true,
        "dependencies": {
            "@pulumi/pulumi": "^3.142.0",
            "pulumi-genesyscloud": resources::package::VERSION,
        },
        "devDependencies": { "@types/node": "^20", "typescript": "^5" },
    });
    serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"
}

struct Writer<'a> {
    program: &'a Program,
    naming: Naming,
    used: Used,
}

impl Writer<'_> {
    fn variable(&self, index: usize) -> String {
        camel_case(&self.naming.variables[index])
    }

    /// A value of the stack's configuration.
    fn setting(&self, index: usize) -> String {
        let variable = &self.program.variables[index];
        let (kind, of) = match &variable.kind {
            Type::Text => ("", String::new()),
            Type::Number => ("Number", String::new()),
            Type::Bool => ("Boolean", String::new()),
            other => ("Object", format!("<{}>", type_name(other))),
        };
        let secret = if variable.secret { "Secret" } else { "" };
        let name = text(&variable.name);
        let value =
            |expr: &Expr| self.value(expr, &BTreeSet::new()).unwrap_or_else(|_| "undefined".to_owned());
        let given = match &variable.default {
            None => format!("config.require{secret}{kind}{of}({name})"),
            Some(Expr::Null) => format!("config.get{secret}{kind}{of}({name})"),
            Some(default) => format!("config.get{secret}{kind}{of}({name}) ?? {}", value(default)),
        };
        match &variable.fill {
            Some(shape) if !variable.secret => format!("hcl.defaults({given}, {})", value(shape)),
            _ => given,
        }
    }

    fn statement(&self, statement: Statement, broken: &mut Vec<Broken>) -> Result<String, (String, String)> {
        match statement {
            Statement::Local(index) => {
                let local = &self.program.locals[index];
                let address = format!("local.{}", local.name);
                if !self.used.locals.contains(&index) {
                    broken.extend((!local.own).then(|| Broken::unused(address)));
                    return Ok(String::new());
                }
                let value = self.value(&local.value, &BTreeSet::new()).map_err(|reason| (address, reason))?;
                let name = camel_case(&self.naming.locals[index]);
                let annotation = match self.program.kind(&local.value) {
                    _ if self.program.time(&local.value, &BTreeSet::new()) == Time::Later => String::new(),
                    Type::Map(element) if *element == Type::Text && self.is_now(&local.value) => {
                        ": Record<string, string>".to_owned()
                    }
                    Type::Map(_) => ": Record<string, any>".to_owned(),
                    Type::List(element) if *element != Type::Text || !self.is_now(&local.value) => {
                        ": any[]".to_owned()
                    }
                    Type::List(_) => ": string[]".to_owned(),
                    _ => String::new(),
                };
                Ok(format!("const {name}{annotation} = {value};\n\n"))
            }
            Statement::Provider(index) => {
                let provider = &self.program.providers[index];
                let address = format!("provider.genesyscloud.{}", provider.name);
                let members = self.members(&provider.members, &BTreeSet::new(), None);
                let members = members.map_err(|reason| (address, reason))?;
                let name = camel_case(&self.naming.providers[index]);
                Ok(format!(
                    "const {name} = new genesyscloud.Provider({}, {members});\n\n",
                    text(&provider.name)
                ))
            }
            Statement::Thing(index) => {
                let thing = &self.program.things[index];
                self.thing(index, thing, broken).map_err(|reason| (thing.address.clone(), reason))
            }
        }
    }

    fn is_now(&self, value: &Expr) -> bool {
        self.program.time(value, &BTreeSet::new()) == Time::Now
    }

    fn thing(&self, index: usize, thing: &Thing, broken: &mut Vec<Broken>) -> Result<String, String> {
        let name = camel_case(&self.naming.things[index]);
        let used = self.used.things.contains(&index);
        if thing.look_up.is_some() && !used {
            broken.push(Broken::unused(thing.address.clone()));
            return Ok(String::new());
        }
        let mut now = BTreeSet::new();
        let make = |now: &BTreeSet<String>, logical: &str| -> Result<String, String> {
            let options = self.options(thing)?;
            let class = class(&thing.token());
            let members = || self.members(&thing.properties, now, Some(thing.ty));
            Ok(match (&thing.look_up, options) {
                (Some(_), options) if thing.properties.is_empty() => {
                    format!("{class}Output({})", options.unwrap_or_default())
                }
                (Some(_), None) => format!("{class}Output({})", members()?),
                (Some(_), Some(options)) => format!("{class}Output({}, {options})", members()?),
                (None, None) => format!("new {class}({logical}, {})", members()?),
                (None, Some(options)) => format!("new {class}({logical}, {}, {options})", members()?),
            })
        };
        let type_name = if thing.look_up.is_none() { class(&thing.token()) } else { "any".to_owned() };
        let mut text_of = remarks(thing, "//");
        match &thing.repeat {
            Repeat::Once => {
                let made = make(&now, &text(&thing.label))?;
                text_of.push_str(&if used {
                    format!("const {name} = {made};\n")
                } else {
                    format!("{made};\n")
                });
            }
            Repeat::Count(count) => {
                if !self.is_now(count) {
                    return Err("count needs a value that is only known when the program runs".to_owned());
                }
                now.insert("count_index".to_owned());
                let count = self.value(count, &BTreeSet::new())?;
                let made = make(&now, &format!("`{}-${{countIndex}}`", thing.label))?;
                if used {
                    text_of.push_str(&format!("const {name}: {type_name}[] = [];\n"));
                }
                let made = if used { format!("{name}.push({made});") } else { format!("{made};") };
                text_of.push_str(&format!(
                    "for (const countIndex of hcl.range({count})) {{\n{}\n}}\n",
                    indented(&made)
                ));
            }
            Repeat::Each(collection) => {
                if self.program.time(collection, &BTreeSet::new()) == Time::Later {
                    return Err("for_each needs a value that is only known when the program runs".to_owned());
                }
                now.insert("each_key".to_owned());
                if self.is_now(collection) {
                    now.insert("each_value".to_owned());
                }
                let made = make(&now, &format!("`{}-${{eachKey}}`", thing.label))?;
                let collection = self.value(collection, &BTreeSet::new())?;
                if used {
                    text_of.push_str(&format!("const {name}: Record<string, {type_name}> = {{}};\n"));
                }
                let made = if used { format!("{name}[eachKey] = {made};") } else { format!("{made};") };
                let names = [("key", "eachKey"), ("value", "eachValue")];
                let needed: Vec<String> = names
                    .iter()
                    .filter(|(_, name)| made.contains(name))
                    .map(|(member, name)| format!("{member}: {name}"))
                    .collect();
                text_of.push_str(&format!(
                    "for (const {{ {} }} of hcl.each({collection})) {{\n{}\n}}\n",
                    needed.join(", "),
                    indented(&made)
                ));
            }
        }
        Ok(text_of + "\n")
    }

    fn options(&self, thing: &Thing) -> Result<Option<String>, String> {
        let mut options = Vec::new();
        let given = &thing.options;
        if let Some(provider) = given.provider {
            options.push(format!("provider: {}", camel_case(&self.naming.providers[provider])));
        }
        let mut depends = Vec::new();
        for index in self.program.depends_on(thing) {
            let name = camel_case(&self.naming.things[index]);
            depends.push(match self.program.things[index].repeat {
                Repeat::Once => name,
                Repeat::Count(_) => format!("...{name}"),
                Repeat::Each(_) => format!("...Object.values({name})"),
            });
        }
        if !depends.is_empty() {
            options.push(format!("dependsOn: [{}]", depends.join(", ")));
        }
        if given.protect {
            options.push("protect: true".to_owned());
        }
        if !given.ignore.is_empty() {
            let names: Vec<String> = given.ignore.iter().map(|name| text(name)).collect();
            options.push(format!("ignoreChanges: [{}]", names.join(", ")));
        }
        if !given.timeouts.is_empty() {
            let all: Vec<String> =
                given.timeouts.iter().map(|(name, value)| format!("{name}: {}", text(value))).collect();
            options.push(format!("customTimeouts: {{ {} }}", all.join(", ")));
        }
        Ok((!options.is_empty()).then(|| format!("{{ {} }}", options.join(", "))))
    }

    fn members(
        &self,
        members: &[(String, Expr)],
        now: &BTreeSet<String>,
        ty: Option<&ResourceType>,
    ) -> Result<String, String> {
        let mut lines = Vec::new();
        for (name, value) in members {
            let field = ty.and_then(|ty| ty.property(name)).map(|(_, field)| field);
            let value = self.given(value, now, field)?;
            lines.push(if value == *name { name.clone() } else { format!("{name}: {value}") });
        }
        Ok(group("{", &lines, "}", true))
    }

    /// The value of a property.
    fn given(
        &self,
        value: &Expr,
        now: &BTreeSet<String>,
        field: Option<&FieldShape>,
    ) -> Result<String, String> {
        let shown = self.value(value, now)?;
        // What may be missing there is demanded here: the compiler cannot know that it is there.
        if let (Expr::Property(_, property), Some(field)) = (value, field)
            && field.required
            && !property.sure
        {
            return Ok(format!("{shown}.apply((value) => value!)"));
        }
        Ok(shown)
    }

    /// An expression.
    fn value(&self, expr: &Expr, now: &BTreeSet<String>) -> Result<String, String> {
        let time = self.program.time(expr, now);
        let is_plain = match expr {
            Expr::Property(..) | Expr::Attribute(..) | Expr::Item(..) | Expr::Template(_) => true,
            Expr::Variable(_) | Expr::Local(_) | Expr::Bound(_) | Expr::Thing(_) | Expr::Attempt(..) => true,
            Expr::Conditional(condition, ..) => self.program.time(condition, now) == Time::Now,
            _ => time != Time::Later,
        };
        if !is_plain {
            return self.lifted(expr, now);
        }
        Ok(match expr {
            Expr::Null => "undefined".to_owned(),
            Expr::Bool(value) => value.to_string(),
            Expr::Number(number) => number_in_words(*number),
            Expr::Text(value) | Expr::Folder(value) => text(value),
            Expr::Attempt(name, all) => {
                let name = if *name == "can" { "hcl.can(" } else { "hcl.attempt(" };
                let tried = |one| Ok::<_, String>(format!("() => {}", bracketed(self.value(one, now)?)));
                group(name, &all.iter().map(tried).collect::<Result<Vec<_>, _>>()?, ")", false)
            }
            Expr::Template(parts) => {
                let mut shown = String::new();
                for part in parts {
                    match part {
                        Expr::Text(text) | Expr::Folder(text) => {
                            shown.push_str(
                                &text
                                    .replace('\\', "\\\\")
                                    .replace('`', "\\`")
                                    .replace("${", "\\${")
                                    .replace('\n', "\\n")
                                    .replace('\r', "\\r"),
                            );
                        }
                        other => shown.push_str(&format!("${{{}}}", self.value(other, now)?)),
                    }
                }
                let tag = if time == Time::Now { "" } else { "pulumi.interpolate" };
                format!("{tag}`{shown}`")
            }
            Expr::List(items) => {
                let items = items.iter().map(|item| self.value(item, now)).collect::<Result<Vec<_>, _>>()?;
                group("[", &items, "]", false)
            }
            Expr::Map(members) => {
                let mut lines = Vec::new();
                for (key, value) in members {
                    let key = match key {
                        Expr::Text(name) if is_word(name) => name.clone(),
                        Expr::Text(name) => text(name),
                        other => format!("[{}]", self.value(other, now)?),
                    };
                    lines.push(format!("{key}: {}", self.value(value, now)?));
                }
                group("{", &lines, "}", true)
            }
            Expr::Object(_, _, members) => self.members(members, now, None)?,
            Expr::Variable(index) => self.variable(*index),
            Expr::Local(index) => camel_case(&self.naming.locals[*index]),
            Expr::Bound(name) => camel_case(&self.naming.bound(name)),
            Expr::Stack => "pulumi.getStack()".to_owned(),
            Expr::Thing(index) => camel_case(&self.naming.things[*index]),
            Expr::Property(base, property) => {
                let shown = self.value(base, now)?;
                let is_nested = !self.program.is_object(base);
                match (is_nested, self.program.time(base, now)) {
                    (true, Time::Now) => format!("{shown}?.{}", property.name),
                    (true, _) => {
                        format!("pulumi.output({shown}).apply((value: any) => value?.{})", property.name)
                    }
                    (false, _) => format!("{shown}.{}", property.name),
                }
            }
            Expr::Attribute(base, name) => {
                let shown = self.value(base, now)?;
                // Of what is written out, the compiler knows what it has not.
                let shown = if shown.starts_with('{') { format!("({shown} as any)") } else { shown };
                if is_word(name) { format!("{shown}.{name}") } else { format!("{shown}[{}]", text(name)) }
            }
            Expr::Item(base, index) => {
                let shown = self.value(base, now)?;
                if self.program.time(base, now) == Time::Later || self.program.time(index, now) != Time::Now {
                    let (base, index) = (shown, self.value(index, now)?);
                    format!("pulumi.all([{base}, {index}]).apply(([value, key]: any[]) => value[key])")
                } else {
                    format!("{shown}[{}]", self.value(index, now)?)
                }
            }
            Expr::Conditional(condition, yes, no) => format!(
                "({} ? {} : {})",
                self.value(condition, now)?,
                self.value(yes, now)?,
                self.value(no, now)?
            ),
            Expr::Not(one) => format!("!{}", self.value(one, now)?),
            Expr::Negative(one) => format!("-{}", self.value(one, now)?),
            Expr::Binary(sign @ ("==" | "!="), one, two) => {
                let not = if *sign == "!=" { "!" } else { "" };
                format!("{not}hcl.equal({}, {})", self.value(one, now)?, self.value(two, now)?)
            }
            Expr::Binary(sign, one, two) => {
                format!("({} {sign} {})", self.value(one, now)?, self.value(two, now)?)
            }
            Expr::Call(function, arguments) => {
                let all = arguments.iter().map(|one| self.value(one, now)).collect::<Result<Vec<_>, _>>()?;
                group(&format!("hcl.{}(", function.name), &all, ")", false)
            }
            Expr::For(each) => self.each(each, now)?,
        })
    }

    fn each(&self, each: &For, now: &BTreeSet<String>) -> Result<String, String> {
        let inner = self.program.within(each, now);
        let name = |name: &str| camel_case(&self.naming.bound(name));
        let collection = self.value(&each.collection, now)?;
        let of_list = each.key.is_none() && matches!(self.program.kind(&each.collection), Type::List(_));
        let result = self.value(&each.result, &inner)?;
        let condition = each.condition.as_ref().map(|one| self.value(one, &inner)).transpose()?;
        let key = each.result_key.as_ref().map(|one| self.value(one, &inner)).transpose()?;
        let member = |member: &str, name: String| {
            if member == name { name } else { format!("{member}: {name}") }
        };
        // What nothing asks for is not taken out.
        let is_used = |word: &&String| {
            [Some(&result), condition.as_ref(), key.as_ref()]
                .into_iter()
                .flatten()
                .any(|text| text.contains(&name(word)))
        };
        let (mut shown, parameter) = match each.key.as_ref().filter(is_used) {
            None if of_list => (collection, format!("({}: any)", name(&each.value))),
            None => (
                format!("hcl.entries({collection})"),
                format!("({{ {} }}: any)", member("value", name(&each.value))),
            ),
            Some(key) => (
                format!("hcl.entries({collection})"),
                format!("({{ {}, {} }}: any)", member("key", name(key)), member("value", name(&each.value))),
            ),
        };
        if let Some(condition) = condition {
            shown = format!("{shown}.filter({parameter} => {condition})");
        }
        let Some(key) = key else {
            let result = bracketed(result);
            return Ok(format!("{shown}.map({parameter} => {result})"));
        };
        let function = if each.grouped { "hcl.grouped" } else { "hcl.map" };
        Ok(format!("{function}({shown}.map({parameter} => [{key}, {result}]))"))
    }

    /// An expression of outputs: what it is made of is waited for.
    fn lifted(&self, expr: &Expr, now: &BTreeSet<String>) -> Result<String, String> {
        let lifted = lift(self.program, expr, now, false)?;
        let mut inner = now.clone();
        inner.extend(lifted.names.iter().cloned());
        let inputs =
            lifted.inputs.iter().map(|input| self.value(input, now)).collect::<Result<Vec<_>, _>>()?;
        let body = self.value(&lifted.body, &inner)?;
        let body = bracketed(body);
        let names: Vec<String> =
            lifted.names.iter().map(|name| camel_case(&self.naming.bound(name))).collect();
        Ok(match (&inputs[..], &names[..]) {
            ([input], [name]) => format!("pulumi.output({input}).apply(({name}: any) => {body})"),
            _ => format!(
                "pulumi.all([{}]).apply(([{}]: any[]) => {body})",
                inputs.join(", "),
                names.join(", ")
            ),
        })
    }
}

/// An object that a function answers must not be taken for its body.
fn bracketed(value: String) -> String {
    if value.starts_with('{') { format!("({value})") } else { value }
}

/// What the SDK calls a type or a function.
fn class(token: &str) -> String {
    let (module, own) = token.split_once(':').unwrap_or_default();
    if module == "index" { format!("genesyscloud.{own}") } else { format!("genesyscloud.{module}.{own}") }
}

fn type_name(kind: &Type) -> String {
    match kind {
        Type::Text => "string".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::List(element) => format!("{}[]", type_name(element)),
        Type::Map(element) => format!("Record<string, {}>", type_name(element)),
        Type::Any => "any".to_owned(),
    }
}

fn is_word(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
