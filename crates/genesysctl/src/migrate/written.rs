//! What the writers of all languages share.

use std::collections::BTreeSet;

use super::model::{Expr, Program, Thing, Time};

/// A program in a language.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Files by name.
    pub(crate) files: Vec<(String, String)>,
    /// What the language could not say.
    pub(crate) broken: Vec<Broken>,
    /// Variables that are what they are now for good.
    pub(crate) fixed: BTreeSet<usize>,
}

/// Something that is not in what was written.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) what: String,
    pub(crate) reason: String,
    /// Whether it does no harm.
    pub(crate) harmless: bool,
}

impl Broken {
    pub(crate) fn refused(what: String, reason: String) -> Broken {
        Broken { what, reason, harmless: false }
    }

    pub(crate) fn unused(what: String) -> Broken {
        Broken {
            what,
            reason: "nothing in the program uses it, so it is left out".to_owned(),
            harmless: true,
        }
    }
}

/// What something refers to.
#[derive(Debug, Default)]
pub(crate) struct Used {
    pub(crate) variables: BTreeSet<usize>,
    pub(crate) locals: BTreeSet<usize>,
    pub(crate) things: BTreeSet<usize>,
}

/// What the program refers to.
pub(crate) fn used_things(program: &Program) -> Used {
    let mut used = Used::default();
    let mut see = |expr: &Expr| {
        expr.walk(&mut |part| match part {
            Expr::Variable(index) => drop(used.variables.insert(*index)),
            Expr::Local(index) => drop(used.locals.insert(*index)),
            Expr::Thing(index) => drop(used.things.insert(*index)),
            _ => {}
        });
    };
    for statement in &program.order {
        program.expressions_of(*statement, &mut |expr| see(expr));
    }
    for output in &program.outputs {
        see(&output.value);
    }
    used
}

/// A text in quotes, as JavaScript and Python read it.
pub(crate) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What was not carried of a thing, as comments before it.
pub(crate) fn remarks(thing: &Thing, sign: &str) -> String {
    thing
        .remarks
        .iter()
        .map(|remark| format!("{sign} Not carried: {}\n", remark.replace('\n', " ")))
        .collect()
}

/// Every line further to the right.
pub(crate) fn indented(text: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("    {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Items between brackets, on one line where that is short.
pub(crate) fn group(open: &str, items: &[String], close: &str, spaced: bool) -> String {
    let line = items.join(", ");
    if items.is_empty() {
        return format!("{open}{close}");
    }
    if line.len() < 76 && !line.contains('\n') {
        let space = if spaced { " " } else { "" };
        return format!("{open}{space}{line}{space}{close}");
    }
    let lines: Vec<String> = items.iter().map(|item| format!("{},", indented(item))).collect();
    format!("{open}\n{}\n{close}", lines.join("\n"))
}

/// An expression of which some parts are waited for.
#[derive(Debug)]
pub(crate) struct Lifted {
    /// What is waited for.
    pub(crate) inputs: Vec<Expr>,
    /// What each is called then.
    pub(crate) names: Vec<String>,
    /// The expression, with these names in their places.
    pub(crate) body: Expr,
}

/// Takes out of an expression what it is directly made of and is not there yet; with `all`, everything that has a name, because the
/// language's functions see names as they are when they are called.
pub(crate) fn lift(
    program: &Program,
    expr: &Expr,
    now: &BTreeSet<String>,
    all: bool,
) -> Result<Lifted, String> {
    let mut lifted = Lifted { inputs: Vec::new(), names: Vec::new(), body: Expr::Null };
    let mut take = |part: &Expr| {
        let has_name = part.any(|part| matches!(part, Expr::Bound(_)));
        if program.time(part, now) == Time::Now && !(all && has_name) {
            return part.clone();
        }
        let name = format!("v{}", lifted.inputs.len() + 1);
        lifted.inputs.push(part.clone());
        lifted.names.push(name.clone());
        Expr::Bound(name)
    };
    let body = match expr {
        Expr::Template(parts) => Expr::Template(parts.iter().map(&mut take).collect()),
        Expr::Call(function, arguments) => Expr::Call(function, arguments.iter().map(&mut take).collect()),
        Expr::Conditional(condition, yes, no) => {
            Expr::Conditional(Box::new(take(condition)), Box::new(take(yes)), Box::new(take(no)))
        }
        Expr::Not(one) => Expr::Not(Box::new(take(one))),
        Expr::Negative(one) => Expr::Negative(Box::new(take(one))),
        Expr::Binary(sign, one, two) => Expr::Binary(sign, Box::new(take(one)), Box::new(take(two))),
        Expr::For(each) if program.time(&each.collection, now) == Time::Later => {
            let mut each = (**each).clone();
            each.collection = take(&each.collection);
            Expr::For(Box::new(each))
        }
        _ => return Err("it decides by a value that is only known when the program runs".to_owned()),
    };
    lifted.body = body;
    Ok(lifted)
}
