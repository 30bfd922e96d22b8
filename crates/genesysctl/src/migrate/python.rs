//! A program in Python.

use std::collections::BTreeSet;

use resources::terraform::attribute;

use super::evaluate::number_in_words;
use super::model::{Expr, For, Program, Repeat, Statement, Thing, Time, Type};
use super::naming::{Naming, naming, snake_case};
use super::written::{Broken, Used, Written, group, indented, lift, remarks, text, used_things};

/// The functions of Terraform, as programs call them.
const LIBRARY: &str = include_str!("python/hcl.py");

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
            body.push_str(&format!("# {}\n", description.replace('\n', " ")));
        }
        body.push_str(&format!("{} = {}\n", writer.variable(index), writer.setting(index)));
    }
    if !body.is_empty() {
        body.insert_str(0, "config = pulumi.Config()\n");
        body.push('\n');
    }
    for statement in &program.order {
        match writer.statement(*statement, &mut broken) {
            Ok(text) => body.push_str(&text),
            Err((what, reason)) => broken.push(Broken::refused(what, reason)),
        }
    }
    for output in &program.outputs {
        match writer.value(&output.value, &BTreeSet::new()) {
            Ok(value) => {
                let value = if output.secret { format!("pulumi.Output.secret({value})") } else { value };
                body.push_str(&format!("pulumi.export({}, {value})\n", text(&output.name)));
            }
            Err(reason) => broken.push(Broken::refused(format!("output.{}", output.name), reason)),
        }
    }
    let mut head = String::new();
    if body.contains("pulumi.") {
        head.push_str("import pulumi\n");
    }
    if body.contains("genesyscloud.") {
        head.push_str("import pulumi_genesyscloud as genesyscloud\n");
    }
    if body.contains("hcl.") {
        head.push_str("\nimport hcl\n");
    }
    let mut files = vec![
        ("__main__.py".to_owned(), format!("{head}\n{}\n", body.trim_end())),
        (
            "requirements.txt".to_owned(),
            format!("pulumi>=3.142.0,<4.0.0\npulumi-genesyscloud=={}\n", resources::package::VERSION),
        ),
        ("Pulumi.yaml".to_owned(), format!("name: {project}\nruntime: python\n")),
    ];
    if body.contains("hcl.") {
        files.push(("hcl.py".to_owned(), LIBRARY.to_owned()));
    }
    Written { files, broken, fixed: BTreeSet::new() }
}

struct Writer<'a> {
    program: &'a Program,
    naming: Naming,
    used: Used,
}

impl Writer<'_> {
    fn variable(&self, index: usize) -> String {
        snake_case(&self.naming.variables[index])
    }

    /// A value of the stack's configuration.
    fn setting(&self, index: usize) -> String {
        let variable = &self.program.variables[index];
        let kind = match &variable.kind {
            Type::Text => "",
            Type::Number => "_float",
            Type::Bool => "_bool",
            _ => "_object",
        };
        let secret = if variable.secret { "_secret" } else { "" };
        let name = text(&variable.name);
        let value = |expr: &Expr| self.value(expr, &BTreeSet::new()).unwrap_or_else(|_| "None".to_owned());
        let given = match &variable.default {
            None => format!("config.require{secret}{kind}({name})"),
            Some(Expr::Null) => format!("config.get{secret}{kind}({name})"),
            Some(default) => format!("hcl.default(config.get{secret}{kind}({name}), {})", value(default)),
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
                Ok(format!("{} = {value}\n\n", snake_case(&self.naming.locals[index])))
            }
            Statement::Provider(index) => {
                let provider = &self.program.providers[index];
                let address = format!("provider.genesyscloud.{}", provider.name);
                let members = self.members(&provider.members, &BTreeSet::new());
                let mut arguments = vec![text(&provider.name)];
                arguments.extend(members.map_err(|reason| (address, reason))?);
                let name = snake_case(&self.naming.providers[index]);
                Ok(format!("{name} = {}\n\n", group("genesyscloud.Provider(", &arguments, ")", false)))
            }
            Statement::Thing(index) => {
                let thing = &self.program.things[index];
                self.thing(index, thing, broken).map_err(|reason| (thing.address.clone(), reason))
            }
        }
    }

    fn thing(&self, index: usize, thing: &Thing, broken: &mut Vec<Broken>) -> Result<String, String> {
        let name = snake_case(&self.naming.things[index]);
        let used = self.used.things.contains(&index);
        if thing.look_up.is_some() && !used {
            broken.push(Broken::unused(thing.address.clone()));
            return Ok(String::new());
        }
        let mut now = BTreeSet::new();
        let make = |now: &BTreeSet<String>, logical: String| -> Result<String, String> {
            let token = thing.token();
            let (module, own) = token.split_once(':').unwrap_or(("index", &token));
            let own = match &thing.look_up {
                Some(_) => format!("{}_output", attribute(own)),
                None => own.to_owned(),
            };
            let call = if module == "index" { own } else { format!("{module}.{own}") };
            let mut arguments = if thing.look_up.is_some() { Vec::new() } else { vec![logical] };
            arguments.extend(self.members(&thing.properties, now)?);
            arguments.extend(self.options(thing));
            Ok(group(&format!("genesyscloud.{call}("), &arguments, ")", false))
        };
        let mut written = remarks(thing, "#");
        match &thing.repeat {
            Repeat::Once => {
                let made = make(&now, text(&thing.label))?;
                written.push_str(&if used { format!("{name} = {made}\n") } else { format!("{made}\n") });
            }
            Repeat::Count(count) => {
                if self.program.time(count, &now) != Time::Now {
                    return Err("count needs a value that is only known when the program runs".to_owned());
                }
                let count = self.value(count, &now)?;
                now.insert("count_index".to_owned());
                let made = make(&now, format!("f\"{}-{{count_index}}\"", thing.label))?;
                if used {
                    written.push_str(&format!("{name} = []\n"));
                }
                let made = if used { format!("{name}.append({made})") } else { made };
                written.push_str(&format!("for count_index in hcl.range({count}):\n{}\n", indented(&made)));
            }
            Repeat::Each(collection) => {
                let time = self.program.time(collection, &now);
                if time == Time::Later {
                    return Err("for_each needs a value that is only known when the program runs".to_owned());
                }
                let collection = self.value(collection, &now)?;
                now.insert("each_key".to_owned());
                if time == Time::Now {
                    now.insert("each_value".to_owned());
                }
                let made = make(&now, format!("f\"{}-{{each_key}}\"", thing.label))?;
                if used {
                    written.push_str(&format!("{name} = {{}}\n"));
                }
                let made = if used { format!("{name}[each_key] = {made}") } else { made };
                written.push_str(&format!(
                    "for each_key, each_value in hcl.each({collection}):\n{}\n",
                    indented(&made)
                ));
            }
        }
        Ok(written + "\n")
    }

    fn options(&self, thing: &Thing) -> Option<String> {
        let mut options = Vec::new();
        let given = &thing.options;
        if let Some(provider) = given.provider {
            options.push(format!("provider={}", snake_case(&self.naming.providers[provider])));
        }
        let mut depends = Vec::new();
        for index in self.program.depends_on(thing) {
            let name = snake_case(&self.naming.things[index]);
            depends.push(match self.program.things[index].repeat {
                Repeat::Once => name,
                Repeat::Count(_) => format!("*{name}"),
                Repeat::Each(_) => format!("*{name}.values()"),
            });
        }
        if !depends.is_empty() {
            options.push(format!("depends_on=[{}]", depends.join(", ")));
        }
        if given.protect {
            options.push("protect=True".to_owned());
        }
        if !given.ignore.is_empty() {
            let names: Vec<String> = given.ignore.iter().map(|name| text(name)).collect();
            options.push(format!("ignore_changes=[{}]", names.join(", ")));
        }
        if !given.timeouts.is_empty() {
            let all: Vec<String> =
                given.timeouts.iter().map(|(name, value)| format!("{name}={}", text(value))).collect();
            options.push(format!("custom_timeouts=pulumi.CustomTimeouts({})", all.join(", ")));
        }
        if options.is_empty() {
            return None;
        }
        let class = if thing.look_up.is_some() { "InvokeOutputOptions" } else { "ResourceOptions" };
        Some(format!("opts=pulumi.{class}({})", options.join(", ")))
    }

    /// Arguments by name.
    fn members(&self, members: &[(String, Expr)], now: &BTreeSet<String>) -> Result<Vec<String>, String> {
        let argument =
            |(name, value): &(String, Expr)| Ok(format!("{}={}", argument(name), self.value(value, now)?));
        members.iter().map(argument).collect()
    }

    /// An expression.
    fn value(&self, expr: &Expr, now: &BTreeSet<String>) -> Result<String, String> {
        let time = self.program.time(expr, now);
        let is_plain = match expr {
            Expr::Property(..) | Expr::Attribute(..) | Expr::Item(..) => true,
            Expr::Variable(_) | Expr::Local(_) | Expr::Bound(_) | Expr::Thing(_) | Expr::Attempt(..) => true,
            Expr::Conditional(condition, ..) => self.program.time(condition, now) == Time::Now,
            _ => time != Time::Later,
        };
        if !is_plain {
            return self.lifted(expr, now);
        }
        Ok(match expr {
            Expr::Null => "None".to_owned(),
            Expr::Bool(true) => "True".to_owned(),
            Expr::Bool(false) => "False".to_owned(),
            Expr::Number(number) => number_in_words(*number),
            Expr::Text(value) | Expr::Folder(value) => text(value),
            Expr::Attempt(name, all) => {
                let name = if *name == "can" { "hcl.can(" } else { "hcl.attempt(" };
                let tried = |one| Ok::<_, String>(format!("lambda: {}", self.value(one, now)?));
                group(name, &all.iter().map(tried).collect::<Result<Vec<_>, _>>()?, ")", false)
            }
            Expr::Template(parts) => self.template(parts, now)?,
            Expr::List(items) => {
                let items = items.iter().map(|item| self.value(item, now)).collect::<Result<Vec<_>, _>>()?;
                group("[", &items, "]", false)
            }
            Expr::Map(members) => {
                let mut lines = Vec::new();
                for (key, value) in members {
                    lines.push(format!("{}: {}", self.value(key, now)?, self.value(value, now)?));
                }
                group("{", &lines, "}", false)
            }
            Expr::Object(module, class, members) => {
                let class =
                    if *module == "index" { (*class).to_owned() } else { format!("{module}.{class}") };
                group(&format!("genesyscloud.{class}Args("), &self.members(members, now)?, ")", false)
            }
            Expr::Variable(index) => self.variable(*index),
            Expr::Local(index) => snake_case(&self.naming.locals[*index]),
            Expr::Bound(name) => snake_case(&self.naming.bound(name)),
            Expr::Stack => "pulumi.get_stack()".to_owned(),
            Expr::Thing(index) => snake_case(&self.naming.things[*index]),
            Expr::Property(base, property) => {
                let shown = self.value(base, now)?;
                if self.program.is_object(base) {
                    format!("{shown}.{}", argument(&property.name))
                } else {
                    format!(
                        "hcl.member({shown}, {}, {})",
                        text(&property.name),
                        text(&attribute(&property.name))
                    )
                }
            }
            Expr::Attribute(base, name) => format!("{}[{}]", self.value(base, now)?, text(name)),
            Expr::Item(base, index) => {
                let (base_time, index_time) = (self.program.time(base, now), self.program.time(index, now));
                let (base, index) = (self.value(base, now)?, self.value(index, now)?);
                if base_time == Time::Later || index_time != Time::Now {
                    format!("pulumi.Output.all({base}, {index}).apply(lambda v: v[0][v[1]])")
                } else {
                    format!("{base}[{index}]")
                }
            }
            Expr::Conditional(condition, yes, no) => format!(
                "({} if {} else {})",
                self.value(yes, now)?,
                self.value(condition, now)?,
                self.value(no, now)?
            ),
            Expr::Not(one) => format!("(not {})", self.value(one, now)?),
            Expr::Negative(one) => format!("-{}", self.value(one, now)?),
            Expr::Binary(sign, one, two) => {
                let sign = match *sign {
                    "&&" => "and",
                    "||" => "or",
                    other => other,
                };
                format!("({} {sign} {})", self.value(one, now)?, self.value(two, now)?)
            }
            Expr::Call(function, arguments) => {
                let all = arguments.iter().map(|one| self.value(one, now)).collect::<Result<Vec<_>, _>>()?;
                group(&format!("hcl.{}(", function.name), &all, ")", false)
            }
            Expr::For(each) => self.each(each, now)?,
        })
    }

    /// Texts one after the other: an f-string where the parts are names.
    fn template(&self, parts: &[Expr], now: &BTreeSet<String>) -> Result<String, String> {
        let is_simple = |part: &Expr| match part {
            Expr::Text(text) | Expr::Folder(text) => !text.contains(['"', '\\', '\n', '{', '}']),
            Expr::Bound(_) => true,
            other => {
                matches!(other, Expr::Variable(_) | Expr::Local(_)) && self.program.kind(other) == Type::Text
            }
        };
        if parts.iter().all(is_simple) {
            let mut shown = String::new();
            for part in parts {
                match part {
                    Expr::Text(text) | Expr::Folder(text) => shown.push_str(text),
                    other => shown.push_str(&format!("{{{}}}", self.value(other, now)?)),
                }
            }
            return Ok(format!("f\"{shown}\""));
        }
        let parts = parts.iter().map(|part| self.value(part, now)).collect::<Result<Vec<_>, _>>()?;
        Ok(group("hcl.text(", &parts, ")", false))
    }

    fn each(&self, each: &For, now: &BTreeSet<String>) -> Result<String, String> {
        let inner = self.program.within(each, now);
        let name = |name: &str| snake_case(&self.naming.bound(name));
        let collection = self.value(&each.collection, now)?;
        let is_list = matches!(self.program.kind(&each.collection), Type::List(_));
        let over = match &each.key {
            None if is_list => format!("for {} in {collection}", name(&each.value)),
            None => format!("for _, {} in hcl.entries({collection})", name(&each.value)),
            Some(key) => format!("for {}, {} in hcl.entries({collection})", name(key), name(&each.value)),
        };
        let condition = match &each.condition {
            Some(condition) => format!(" if {}", self.value(condition, &inner)?),
            None => String::new(),
        };
        let result = self.value(&each.result, &inner)?;
        let Some(key) = &each.result_key else { return Ok(format!("[{result} {over}{condition}]")) };
        let key = self.value(key, &inner)?;
        if each.grouped {
            return Ok(format!("hcl.grouped([({key}, {result}) {over}{condition}])"));
        }
        Ok(format!("{{{key}: {result} {over}{condition}}}"))
    }

    /// An expression of outputs: what it is made of is waited for.
    fn lifted(&self, expr: &Expr, now: &BTreeSet<String>) -> Result<String, String> {
        let is_text = |part: &Expr| self.program.kind(part) == Type::Text;
        if let Expr::Template(parts) = expr
            && parts.iter().all(is_text)
        {
            let parts = parts.iter().map(|part| self.value(part, now)).collect::<Result<Vec<_>, _>>()?;
            return Ok(group("pulumi.Output.concat(", &parts, ")", false));
        }
        let lifted = lift(self.program, expr, now, true)?;
        let mut inner = now.clone();
        inner.extend(lifted.names.iter().cloned());
        let inputs =
            lifted.inputs.iter().map(|input| self.value(input, now)).collect::<Result<Vec<_>, _>>()?;
        let body = self.value(&lifted.body, &inner)?;
        let names: Vec<String> =
            lifted.names.iter().map(|name| snake_case(&self.naming.bound(name))).collect();
        let parameters = names.join(", ");
        Ok(format!("hcl.apply(lambda {parameters}: {body}, {})", inputs.join(", ")))
    }
}

/// A property as an argument.
fn argument(property: &str) -> String {
    let name = attribute(property);
    if ["from", "import", "class", "global", "lambda", "not", "pass", "with", "is", "in", "as"]
        .contains(&name.as_str())
    {
        return name + "_";
    }
    name
}
