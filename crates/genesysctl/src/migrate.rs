//! `genesysctl migrate`: from Terraform with CX as Code to a Pulumi program.
//!
//! HCL is read into one model of a program, which has a writer for each language. What is not carried is in the report, with its file
//! and line, and in the program where it would stand.

#[cfg(test)]
#[path = "migrate/tests.rs"]
mod corpus;

mod attributes;
mod evaluate;
mod expressions;
mod fit;
mod functions;
mod model;
mod modules;
mod naming;
mod parse;
mod plan;
mod python;
mod report;
mod secrets;
mod state;
mod typescript;
mod written;
mod yaml;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use resources::package;
use serde_json::{Map, Value as Json};

use crate::Failure;
use crate::terminal::Terminal;
use model::Program;
use report::{Outcome, Report};
use state::State;
use written::Written;

/// Something was not carried.
const REFUSED: u8 = 3;

/// Make a Pulumi program of a folder of Terraform files with CX as Code
///
/// References, variables, locals, count, for_each, dynamic blocks, modules in folders and most functions are carried. What is not is named
/// in the report, with its file and line, and nothing is left out without a word. With a state file, what exists is written into a file for
/// `pulumi import`, so that it is taken over as it is. No organization is asked.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_help = AFTER)]
pub(crate) struct Arguments {
    /// The folder with the .tf files
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,

    /// The language of the program
    #[arg(long, value_enum, default_value = "typescript")]
    language: Language,

    /// The folder for the program
    #[arg(long, value_name = "FOLDER", default_value = "pulumi")]
    out: PathBuf,

    /// More values of variables, as Terraform's option of this name has them
    #[arg(long, value_name = "FILE")]
    var_file: Vec<PathBuf>,

    /// What `terraform state pull` prints, so that what exists is taken over. Nothing secret of it is written anywhere
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// The name of the project [default: that of the folder]
    #[arg(long, value_name = "NAME")]
    project: Option<String>,

    /// The stack whose configuration gets the values of terraform.tfvars and *.auto.tfvars
    #[arg(long, value_name = "STACK", default_value = "dev")]
    stack: String,

    /// Write over files that are there
    #[arg(long)]
    overwrite: bool,
}

const AFTER: &str = "\
Examples:
  genesysctl migrate terraform --out program
  terraform -chdir=terraform state pull > state.json
  genesysctl migrate terraform --state state.json --language python --out program

Written are the program, report.md and report.json, with a state file import.json, and the stack's configuration. Then:
  GENESYSCLOUD_IMPORT_RELATIONS=true pulumi import --file import.json --generate-code=false
  pulumi preview --expect-no-changes

Exit codes:
  0  everything is in the program
  1  the command failed
  2  the command line is wrong
  3  something is not in the program, as the report says";

/// A language of programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    Typescript,
    Python,
    Yaml,
}

/// Reads, writes, and says what has become of everything.
pub(crate) fn run(arguments: &Arguments, terminal: &Arc<Terminal>) -> Result<u8, Failure> {
    let mut folder = parse::folder(&arguments.folder)?;
    for file in &arguments.var_file {
        folder.values.push(parse::file(file, &file.display().to_string())?);
        let is_it = |name: &str| same_file(&arguments.folder.join(name), file);
        folder.unread.retain(|unread| !is_it(&unread.name));
    }
    let state = match &arguments.state {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::new(format!("cannot read {}: {error}", file.display())))?;
            Some(State::parse(&file.display().to_string(), &text)?)
        }
        None => None,
    };
    let path = from_to(&arguments.out, &arguments.folder)?;
    let project = arguments.project.clone().unwrap_or_else(|| project_of(&arguments.folder));
    let failed =
        |error: std::io::Error| Failure::new(format!("cannot make {}: {error}", arguments.out.display()));
    let out = std::path::absolute(&arguments.out).map_err(failed)?;
    std::fs::create_dir_all(&out).map_err(failed)?;
    // Paths in the program are those of its folder, where it will run; files that it reads are read from there now, too.
    std::env::set_current_dir(&out).map_err(failed)?;
    let mut plan = plan::plan(&folder, state.as_ref(), &path);
    let imports = state::import_file(&mut plan, &project, &arguments.stack);
    let Written { mut files, broken, fixed } = match arguments.language {
        Language::Typescript => typescript::write(&plan.program, &project),
        Language::Python => python::write(&plan.program, &project),
        Language::Yaml => yaml::write(&plan.program, &project),
    };
    for one in broken {
        let outcome = if one.harmless { Outcome::Note } else { Outcome::Refused };
        let place = plan.report.place_of(&one.what);
        plan.report
            .items
            .retain(|item| one.harmless || item.outcome != Outcome::Carried || item.what != one.what);
        plan.report.add(outcome, one.what, place, one.reason);
    }
    for index in fixed {
        let name = &plan.program.variables[index].name;
        let what = format!("var.{name}");
        let place = plan.report.place_of(&what);
        let says = "the program has what it is now: YAML cannot compute with it";
        plan.report.add(Outcome::Note, what, place, says);
    }
    if let Some(imports) = &imports {
        let text = serde_json::to_string_pretty(imports).unwrap_or_default() + "\n";
        files.push(("import.json".to_owned(), text));
    }
    files.extend(configuration(&plan.program, &project, &arguments.stack));
    plan.report.items.sort_by(|a, b| (a.outcome, &a.place, &a.what).cmp(&(b.outcome, &b.place, &b.what)));
    files.push(("report.md".to_owned(), plan.report.markdown()));
    let json = serde_json::to_string_pretty(&plan.report.json()).unwrap_or_default() + "\n";
    files.push(("report.json".to_owned(), json));
    write_all(&out, &files, arguments.overwrite)?;
    say(&plan.report, arguments, imports.is_some(), terminal);
    Ok(if plan.report.count(Outcome::Refused) > 0 { REFUSED } else { 0 })
}

/// What the stack's file says: values of variables, and the provider's configuration.
fn configuration(program: &Program, project: &str, stack: &str) -> Option<(String, String)> {
    let mut config = Map::new();
    for (name, value) in &program.settings {
        let value = if value.is_string() || value.is_object() || value.is_array() {
            value.clone()
        } else {
            value.to_string().into()
        };
        config.insert(format!("{}:{name}", package::NAME), value);
    }
    for variable in program.variables.iter().filter(|variable| !variable.secret) {
        if let Some(value) = &variable.value {
            let is_structured = value.is_object() || value.is_array();
            let value =
                if is_structured || value.is_string() { value.clone() } else { value.to_string().into() };
            config.insert(format!("{project}:{}", variable.name), value);
        }
    }
    let document = Json::Object(Map::from_iter([("config".to_owned(), Json::Object(config.clone()))]));
    (!config.is_empty()).then(|| (format!("Pulumi.{stack}.yaml"), yaml::yaml(&document)))
}

fn say(report: &Report, arguments: &Arguments, imports: bool, terminal: &Terminal) {
    for item in report.items.iter().filter(|item| item.outcome == Outcome::Refused) {
        let place =
            item.place.as_ref().map_or_else(String::new, |place| format!("{}:{}: ", place.file, place.line));
        terminal.say(&format!("{place}{}: {}", item.what, item.says));
    }
    let out = arguments.out.display();
    terminal.say(&format!(
        "{} carried, {} left with Terraform, {} not carried; {out}/report.md says all of it.",
        report.count(Outcome::Carried) + report.count(Outcome::Renamed),
        report.count(Outcome::Kept),
        report.count(Outcome::Refused),
    ));
    if imports {
        terminal.say(&format!(
            "Next, in {out}: GENESYSCLOUD_IMPORT_RELATIONS=true pulumi import --file import.json --generate-code=false"
        ));
    }
}

fn write_all(folder: &Path, files: &[(String, String)], overwrite: bool) -> Result<(), Failure> {
    if !overwrite && let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        return Err(Failure::new(format!(
            "{} is there already; add --overwrite",
            folder.join(name).display()
        )));
    }
    let failed = |what: &Path, error: std::io::Error| {
        Failure::new(format!("cannot write {}: {error}", what.display()))
    };
    for (name, text) in files {
        let file = folder.join(name);
        std::fs::write(&file, text).map_err(|error| failed(&file, error))?;
    }
    Ok(())
}

fn same_file(one: &Path, two: &Path) -> bool {
    matches!((std::fs::canonicalize(one), std::fs::canonicalize(two)), (Ok(one), Ok(two)) if one == two)
}

/// The path from one folder to another, neither of which need be there.
fn from_to(from: &Path, to: &Path) -> Result<String, Failure> {
    let whole = |path: &Path| {
        let path = std::path::absolute(path)
            .map_err(|error| Failure::new(format!("cannot tell where {} is: {error}", path.display())))?;
        let mut parts: Vec<String> = Vec::new();
        for part in path.components() {
            match part {
                Component::ParentDir => drop(parts.pop()),
                Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
                Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
            }
        }
        Ok::<_, Failure>(parts)
    };
    let (from, to) = (whole(from)?, whole(to)?);
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    let path: Vec<&str> = up.chain(to[common..].iter().map(String::as_str)).collect();
    Ok(if path.is_empty() { ".".to_owned() } else { path.join("/") })
}

/// A name for the project: that of the folder, in the letters that the engine takes.
fn project_of(folder: &Path) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
        .collect();
    if name.is_empty() { "genesyscloud".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_between_folders() {
        let path = |from: &str, to: &str| from_to(Path::new(from), Path::new(to)).unwrap();
        assert_eq!(path("/a/b", "/a/c/d"), "../c/d");
        assert_eq!(path("/a", "/a"), ".");
        assert_eq!(path("/a/x/../b", "/a/b/c"), "c");
    }
}
