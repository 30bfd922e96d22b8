//! The corpus (`tests/hcl`: our own HCL, one file a type) and what goes wrong.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hcl_edit::structure::{Body, Structure};
use serde_json::Value as Json;

use super::model::Program;
use super::plan::{Plan, plan};
use super::report::Outcome;
use super::*;

fn corpus() -> parse::Folder {
    parse::folder(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/hcl")).unwrap()
}

fn refused(report: &Report) -> Vec<String> {
    let refused = report.items.iter().filter(|item| item.outcome == Outcome::Refused);
    refused.map(|item| format!("{}: {}", item.what, item.says)).collect()
}

fn of(text: &str) -> parse::Folder {
    let mut folder = parse::Folder::default();
    folder.files.push(parse::File::parse("main.tf", text.to_owned()).unwrap());
    folder
}

type Write = fn(&Program, &str) -> Written;
const WRITERS: [(&str, Write); 3] =
    [("typescript", typescript::write), ("python", python::write), ("yaml", yaml::write)];

#[test]
fn the_corpus_has_every_type() {
    let folder = corpus();
    let mut there = BTreeSet::new();
    for file in &folder.files {
        for block in file.blocks().filter(|block| block.has_ident("resource")) {
            there.extend(block.labels.first().map(|label| label.as_str().to_owned()));
        }
    }
    let missing: Vec<String> = resources::registry()
        .iter()
        .filter(|ty| !resources::terraform::is_ours(ty))
        .map(|ty| format!("genesyscloud_{}", ty.table.api.kind))
        .filter(|name| !there.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "no file in crates/genesysctl/tests/hcl has a resource of these types; write one for each, named as the type, which runs \
         together with the others on an empty simulator:\n{}",
        missing.join("\n")
    );
}

#[test]
fn the_corpus_is_carried_completely() {
    let folder = corpus();
    let plan = plan(&folder, None, "../hcl");
    assert_eq!(refused(&plan.report), Vec::<String>::new());
    for (language, write) in WRITERS {
        let written = write(&plan.program, "corpus");
        let broken: Vec<String> = written
            .broken
            .iter()
            .filter(|broken| !broken.harmless)
            .map(|broken| format!("{}: {}", broken.what, broken.reason))
            .collect();
        assert_eq!(broken, Vec::<String>::new(), "{language}");
        for thing in &plan.program.things {
            let text: String = written.files.iter().map(|(_, text)| text.as_str()).collect();
            assert!(text.contains(&thing.label), "{}: not in the {language}", thing.address);
        }
    }
}

/// What each answers, `tests/migrate.test.ts` compares between the languages.
#[test]
fn every_function_is_called_in_the_tests() {
    let text =
        std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/functions/main.tf"))
            .unwrap();
    for function in functions::FUNCTIONS.iter().filter(|it| !functions::OWN.contains(&it.name)) {
        assert!(
            text.contains(&format!("output \"f_{}\"", function.name)),
            "{} is called nowhere",
            function.name
        );
    }
}

/// The functions of Terraform 1.13, from its documentation.
const OF_TERRAFORM: &str = "abs abspath alltrue anytrue base64decode base64encode base64gunzip base64gzip base64sha256 base64sha512 basename \
    bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode \
    dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset \
    filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode jsonencode keys \
    length log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp pow range regex regexall \
    replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split \
    startswith strcontains strrev substr sum templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp \
    title tobool tolist tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try type upper urlencode uuid uuidv5 \
    values yamldecode yamlencode zipmap";

#[test]
fn the_page_says_what_becomes_of_every_function() {
    let find = |table: &'static [(&'static str, &'static str)], name: &str| {
        table.iter().find(|(other, _)| *other == name).map(|(_, says)| *says)
    };
    let mut page = "# Functions of Terraform\n\n\
        What becomes of each in `genesysctl migrate`. Those that are carried are called in TypeScript and Python programs under the same name\n\
        (`hcl.ts`, `hcl.py` beside the program) and answer what Terraform answers; in YAML, which cannot compute, their answer is written\n\
        down. For one that is not carried the report has the file and the line.\n\n| function | |\n|---|---|\n"
        .to_owned();
    let mut counts = [0, 0, 0];
    for name in OF_TERRAFORM.split_whitespace() {
        let (kind, says) = match (functions::function(name), find(functions::DONE_NOW, name)) {
            (Some(_), _) => (0, "carried".to_owned()),
            (None, Some(says)) => (1, format!("carried, {says}")),
            (None, None) => {
                let why = find(functions::NOT_CARRIED, name);
                (
                    2,
                    format!(
                        "not carried: {}",
                        why.unwrap_or_else(|| panic!("nothing says what becomes of {name}"))
                    ),
                )
            }
        };
        counts[kind] += 1;
        page.push_str(&format!("| `{name}` | {says} |\n"));
    }
    page.push_str(&format!(
        "\n{} are carried, {} of them when the program is written; {} are not.\n",
        counts[0] + counts[1],
        counts[1],
        counts[2]
    ));
    let known = functions::FUNCTIONS.len() - functions::OWN.len();
    assert_eq!(counts, [known, functions::DONE_NOW.len(), functions::NOT_CARRIED.len()]);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/migrating/functions.md");
    let there = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(there, page, "docs/migrating/functions.md must say:\n{page}");
}

/// Resolves a body as Pulumi's HCL runtime does by the mapping that the provider answers: each name is looked up in the fields, a block
/// is an object where the mapping says so, and what stands in it is looked up in the same way.
fn resolve(fields: &Json, schema: &Json, body: &Body, at: &str, problems: &mut Vec<String>) {
    const META: [&str; 8] =
        ["count", "for_each", "provider", "depends_on", "lifecycle", "timeouts", "provisioner", "connection"];
    let mut seen = BTreeSet::new();
    for structure in body.iter() {
        let (name, inner) = match structure {
            Structure::Attribute(attribute) => (attribute.key.as_str().to_owned(), None),
            Structure::Block(block) if block.has_ident("dynamic") => {
                let content =
                    block.body.iter().filter_map(Structure::as_block).find(|it| it.has_ident("content"));
                (block.labels[0].as_str().to_owned(), content.map(|block| &block.body))
            }
            Structure::Block(block) => (block.ident.as_str().to_owned(), Some(&block.body)),
        };
        if META.contains(&name.as_str()) {
            continue;
        }
        let at = format!("{at}.{name}");
        let field = &fields[&name];
        let Some(property) = field["name"].as_str() else {
            problems.push(format!("{at}: the mapping does not have it"));
            continue;
        };
        let of_schema = &schema[property];
        if of_schema.is_null() {
            problems.push(format!("{at}: the schema has no {property}"));
            continue;
        }
        let Some(inner) = inner else { continue };
        let is_first = seen.insert(name);
        let is_list = of_schema["type"] == "array";
        if field["maxItemsOne"].as_bool() != Some(!is_list) {
            problems.push(format!("{at}: maxItemsOne is not what the schema is"));
        }
        if !is_first && !is_list {
            problems.push(format!("{at}: it is there twice, and is one object"));
        }
        let element = if is_list { &of_schema["items"] } else { of_schema };
        let package = package::schema(resources::registry());
        let token = element["$ref"].as_str().unwrap_or_default().trim_start_matches("#/types/").to_owned();
        resolve(&field["element"]["fields"], &package["types"][&token]["properties"], inner, &at, problems);
    }
}

#[test]
fn the_corpus_resolves_by_the_mapping() {
    let mapping = resources::terraform::mapping(resources::registry());
    let schema = package::schema(resources::registry());
    let folder = corpus();
    let (mut problems, mut blocks) = (Vec::new(), 0);
    for file in &folder.files {
        for block in file.blocks().filter(|block| block.has_ident("resource")) {
            let name = block.labels[0].as_str();
            let mapped = &mapping["resources"][name];
            let token = mapped["tok"].as_str().unwrap_or_default();
            let inputs = &schema["resources"][token]["inputProperties"];
            // What is not here yet stays with Terraform.
            if mapped.is_null() && resources::bridged::is_known(name) {
                continue;
            }
            if inputs.is_null() {
                problems.push(format!("{name}: the mapping has no token of the schema"));
                continue;
            }
            resolve(&mapped["fields"], inputs, &block.body, name, &mut problems);
            blocks += 1;
        }
    }
    let data = folder.files.iter().flat_map(parse::File::blocks).filter(|block| block.has_ident("data"));
    let mut sources = 0;
    for block in data {
        let name = block.labels[0].as_str();
        let mapped = &mapping["dataSources"][name];
        let token = mapped["tok"].as_str().unwrap_or_default();
        let function = &schema["functions"][token];
        assert!(function.is_object(), "{name}: the schema has no function {token}");
        resolve(&mapped["fields"], &function["inputs"]["properties"], &block.body, name, &mut problems);
        sources += 1;
    }
    assert_eq!(problems, Vec::<String>::new());
    assert!(blocks >= 30 && sources >= 2, "{blocks} {sources}");
}

#[test]
fn what_the_mapping_does_not_have_is_a_problem() {
    let mapping = resources::terraform::mapping(resources::registry());
    let schema = package::schema(resources::registry());
    let body: Body =
        "nam = \"x\"\nmedia_settings_call {\n  tone = 1\n}\nmedia_settings_call {}\n".parse().unwrap();
    let fields = &mapping["resources"]["genesyscloud_routing_queue"]["fields"];
    let inputs = &schema["resources"]["genesyscloud:routing:Queue"]["inputProperties"];
    let mut problems = Vec::new();
    resolve(fields, inputs, &body, "queue", &mut problems);
    assert_eq!(problems.len(), 3, "{problems:?}");
}

fn planned(text: &str) -> Report {
    let folder = of(text);
    let Plan { report, .. } = plan(&folder, None, "../hcl");
    report
}

#[test]
fn what_is_not_carried_is_named_with_its_line() {
    for (text, what, line, says) in [
        (
            "module \"a\" {\n  source = \"example/a/genesyscloud\"\n}",
            "module.a",
            1,
            "modules of registries and repositories are not carried, and example/a/genesyscloud is one: copy it into a folder",
        ),
        (
            "resource \"genesyscloud_journey_segment\" \"a\" {}",
            "genesyscloud_journey_segment.a",
            1,
            "keep it in Terraform",
        ),
        (
            "resource \"genesyscloud_nonsense\" \"a\" {}",
            "genesyscloud_nonsense.a",
            1,
            "there is no such type",
        ),
        ("resource \"random_id\" \"a\" {}", "random_id.a", 1, "another provider"),
        (
            "resource \"genesyscloud_routing_skill\" \"a\" {\n  name = \"a\"\n  nam = \"b\"\n}",
            "genesyscloud_routing_skill.a.nam",
            3,
            "did you mean name?",
        ),
        (
            "resource \"genesyscloud_routing_skill\" \"a\" {\n  name = timestamp()\n}",
            "genesyscloud_routing_skill.a",
            2,
            "the function timestamp is not carried: its answer is another one each time",
        ),
        (
            "resource \"genesyscloud_routing_skill\" \"a\" {\n  name = var.nobody\n}",
            "genesyscloud_routing_skill.a",
            2,
            "nothing is called var.nobody",
        ),
        (
            "resource \"genesyscloud_routing_skill\" \"a\" {\n  name = \"a\"\n  provisioner \"local-exec\" {}\n}",
            "genesyscloud_routing_skill.a.provisioner",
            3,
            "provisioners are not carried",
        ),
        (
            "variable \"a\" {\n  validation {\n    condition = true\n  }\n}",
            "var.a.validation",
            2,
            "validations are not carried",
        ),
        ("check \"a\" {}", "check.a", 1, "are not carried"),
    ] {
        let report = planned(text);
        let item = report.items.iter().find(|item| {
            item.what == what
                && matches!(item.outcome, Outcome::Refused | Outcome::Kept)
                && item.says.contains(says)
        });
        let item = item.unwrap_or_else(|| panic!("{what} in {:?}", report.items));
        assert_eq!(item.place.as_ref().map(|place| place.line), Some(line), "{what}");
    }
}

#[test]
fn what_stays_in_terraform_is_referred_to_by_the_configuration() {
    let folder = of(
        "resource \"genesyscloud_journey_segment\" \"vip\" {}\nresource \"genesyscloud_routing_skill\" \"a\" {\n  name = \
                     genesyscloud_journey_segment.vip.id\n}\n",
    );
    let text = r#"{"version":4,"resources":[{"mode":"managed","type":"genesyscloud_journey_segment","name":"vip",
        "instances":[{"attributes":{"id":"the-id","secret":"CANARY"}}]}]}"#;
    let state = State::parse("a", text).unwrap();
    let plan = plan(&folder, Some(&state), "..");
    let variable = &plan.program.variables[0];
    assert_eq!(
        (variable.name.as_str(), variable.value.clone()),
        ("journeySegmentVipId", Some("the-id".into()))
    );
    assert_eq!(refused(&plan.report), Vec::<String>::new());
    let (name, text) = configuration(&plan.program, "p", "dev").unwrap();
    assert_eq!(name, "Pulumi.dev.yaml");
    assert!(text.contains("the-id") && !text.contains("CANARY"), "{text}");
}

#[test]
fn what_is_secret_is_in_no_file() {
    let folder = of(
        "variable \"password\" {\n  default = \"CANARY-1\"\n}\nvariable \"open\" {\n  sensitive = true\n  default = \
                     \"CANARY-2\"\n}\nlocals {\n  secret = \"${var.password}!\"\n}\nresource \"genesyscloud_user\" \"a\" {\n  email = \
                     \"a@example.com\"\n  name = \"A\"\n  password = local.secret\n  department = var.open\n}\nresource \
                     \"genesyscloud_user\" \"b\" {\n  email = \"b@example.com\"\n  name = \"B\"\n  password = \"CANARY-3\"\n}\nprovider \
                     \"genesyscloud\" {\n  oauthclient_secret = \"CANARY-4\"\n  aws_region = \"eu-central-1\"\n}\n",
    );
    let mut folder = folder;
    folder
        .values
        .push(parse::File::parse("terraform.tfvars", "password = \"CANARY-5\"\n".to_owned()).unwrap());
    let plan = plan(&folder, None, "..");
    for (language, write) in WRITERS {
        let written = write(&plan.program, "p");
        let mut all: Vec<String> = written.files.into_iter().map(|(_, text)| text).collect();
        all.extend(configuration(&plan.program, "p", "dev").map(|(_, text)| text));
        all.push(plan.report.markdown());
        all.push(plan.report.json().to_string());
        for text in &all {
            assert!(!text.contains("CANARY"), "{language}: {text}");
        }
        assert!(all.iter().any(|text| text.contains("userBPassword")), "{language}");
        assert!(all.iter().any(|text| text.contains("eu-central-1")), "{language}");
    }
}

#[test]
fn what_is_secret_is_in_no_file_however_it_comes_to_be() {
    let folder = of(
        "locals {\n  logins = {\n    a = { name = \"Open name\", password = \"CANARY-1\" }\n    b = { name = \"Other\", password = \"CANARY-2\" }\n  }\n  \
         plain = \"CANARY-3\"\n  one = { secret = \"CANARY-4\", open = \"Open text\" }\n}\nresource \"genesyscloud_user\" \"each\" {\n  for_each = \
         local.logins\n  email = \"${each.key}@example.com\"\n  name = each.value.name\n  password = each.value.password\n  department = \
         local.one.open\n}\nresource \"genesyscloud_user\" \"plain\" {\n  email = \"p@example.com\"\n  name = \"P\"\n  password = \
         \"CANARY-5${local.plain}\"\n}\nresource \"genesyscloud_user\" \"chosen\" {\n  email = \"c@example.com\"\n  name = \"C\"\n  password = \
         true ? local.one.secret : base64encode(\"CANARY-6\")\n}\nresource \"genesyscloud_integration_credential\" \"c\" {\n  name = \"c\"\n  \
         credential_type_name = \"basicAuth\"\n  fields = merge({ userName = \"CANARY-7\" }, { password = \"CANARY-8\" })\n}\n",
    );
    let plan = plan(&folder, None, "..");
    assert_eq!(refused(&plan.report), Vec::<String>::new());
    for (language, write) in WRITERS {
        let written = write(&plan.program, "p");
        let mut all: Vec<String> = written.files.into_iter().map(|(_, text)| text).collect();
        all.extend(configuration(&plan.program, "p", "dev").map(|(_, text)| text));
        all.push(plan.report.markdown());
        for text in &all {
            assert!(!text.contains("CANARY"), "{language}: {text}");
        }
        // What is not secret stays where it is.
        assert!(all.iter().any(|text| text.contains("Open name")), "{language}");
        assert!(all.iter().any(|text| text.contains("Open text")), "{language}");
    }
    let names: BTreeSet<&str> =
        plan.program.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names.len(), 8, "each has a name of its own: {names:?}");
}

#[test]
fn paths_are_those_from_the_program() {
    let folder = of(
        "locals {\n  flows = \"${path.module}/flows\"\n}\nvariable \"name\" {\n  default = \"a\"\n}\nresource \"genesyscloud_flow\" \"a\" {\n  filepath = \
         \"flows/${var.name}.yaml\"\n}\nresource \"genesyscloud_flow\" \"b\" {\n  filepath = \"${local.flows}/b.yaml\"\n}\nresource \
         \"genesyscloud_flow\" \"c\" {\n  filepath = \"${var.name}.yaml\"\n}\nresource \"genesyscloud_flow\" \"d\" {\n  filepath = \
         \"../shared/d.yaml\"\n}\n",
    );
    let plan = plan(&folder, None, "../terraform");
    let text = typescript::write(&plan.program, "p").files.remove(0).1;
    for wanted in [
        "`../terraform/flows/${name}.yaml`",
        "`${flows}/b.yaml`",
        "`../terraform/${name}.yaml`",
        "\"../shared/d.yaml\"",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn what_loops_call_something_hides_nothing_of_the_program() {
    let folder = of(
        "resource \"genesyscloud_routing_skill\" \"queue\" {\n  name = \"a\"\n}\noutput \"queue\" {\n  value = [for queue in [\"x\"] : \
         \"${queue} ${genesyscloud_routing_skill.queue.name}\"]\n}\n",
    );
    let plan = plan(&folder, None, "..");
    let text = typescript::write(&plan.program, "p").files.remove(0).1;
    for wanted in ["(queueItem: any)", "${queueItem} ${queue.name}", "export { queueOutput as queue };"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    let text = python::write(&plan.program, "p").files.remove(0).1;
    assert!(text.contains("for queue_item in"), "{text}");
}

#[test]
fn what_is_declared_twice_and_what_overrides_is_named() {
    let report = planned(
        "resource \"genesyscloud_routing_skill\" \"a\" {\n  name = \"a\"\n}\nresource \"genesyscloud_routing_skill\" \"a\" {\n  name = \"b\"\n}\n",
    );
    let item = report.items.iter().find(|item| item.outcome == Outcome::Refused).unwrap();
    assert_eq!((item.says.as_str(), item.place.as_ref().unwrap().line), ("it is declared twice", 4));
}

#[test]
fn variables_without_a_type_are_what_they_are_given() {
    let mut folder = of(
        "variable \"text\" {}\nvariable \"list\" {}\nvariable \"number\" {\n  default = 2\n}\nvariable \"nothing\" {\n  default = null\n}\noutput \
         \"all\" {\n  value = [var.text, var.list, var.number, var.nothing]\n}\n",
    );
    let values = "text = \"plain\"\nlist = [\"a\"]\n".to_owned();
    folder.values.push(parse::File::parse("terraform.tfvars", values).unwrap());
    let plan = plan(&folder, None, "..");
    let text = typescript::write(&plan.program, "p").files.remove(0).1;
    for wanted in [
        "config.require(\"text\")",
        "config.requireObject<any>(\"list\")",
        "config.getNumber(\"number\") ?? 2",
        "config.get(\"nothing\")",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn import_blocks_may_go_over_something() {
    let folder = of(
        "import {\n  for_each = { a = \"id-a\", b = \"id-b\" }\n  to = genesyscloud_routing_skill.s[each.key]\n  id = each.value\n}\nresource \
         \"genesyscloud_routing_skill\" \"s\" {\n  for_each = toset([\"a\", \"b\"])\n  name = each.key\n}\n",
    );
    let mut plan = plan(&folder, None, "..");
    let imports = state::import_file(&mut plan, "p", "dev").unwrap();
    assert_eq!(refused(&plan.report), Vec::<String>::new());
    let of = |at: usize| {
        [&imports["resources"][at]["logicalName"], &imports["resources"][at]["id"]]
            .map(|it| it.as_str().unwrap().to_owned())
    };
    assert_eq!([of(0), of(1)], [["s-a", "id-a"], ["s-b", "id-b"]]);
}

#[test]
fn what_the_files_do_not_make_any_more_is_not_imported() {
    let folder = of(
        "resource \"genesyscloud_routing_skill\" \"s\" {\n  for_each = toset([\"a\", \"new\"])\n  name = each.key\n}\n",
    );
    let state = State::parse(
        "a",
        r#"{"version":4,"resources":[{"mode":"managed","type":"genesyscloud_routing_skill","name":"s","instances":[
            {"index_key":"a","attributes":{"id":"id-a"},"status":"tainted"},{"index_key":"gone","attributes":{"id":"id-gone"}}]}]}"#,
    )
    .unwrap();
    let mut plan = plan(&folder, Some(&state), "..");
    let imports = state::import_file(&mut plan, "p", "dev").unwrap();
    assert_eq!(imports["resources"].as_array().unwrap().len(), 1);
    for (what, says) in
        [("s[gone]", "do not make it any more"), ("s[new]", "makes it"), ("s[a]", "about to replace it")]
    {
        let what = format!("genesyscloud_routing_skill.{what}");
        let item = plan.report.items.iter().find(|item| item.what == what).unwrap();
        assert!(item.says.contains(says) && item.place.is_some(), "{item:?}");
    }
}

#[test]
fn names_that_clash_are_told_apart() {
    let folder = of(
        "variable \"support\" {\n  default = \"x\"\n}\nresource \"genesyscloud_routing_queue\" \"support\" {\n  name = \
                     var.support\n}\nresource \"genesyscloud_routing_skill\" \"support\" {\n  name = \
                     genesyscloud_routing_queue.support.name\n}\nresource \"genesyscloud_routing_skill\" \"new\" {\n  name = \
                     genesyscloud_routing_skill.support.name\n}\n",
    );
    let plan = plan(&folder, None, "..");
    let text = typescript::write(&plan.program, "p").files.remove(0).1;
    for wanted in [
        "supportSetting",
        "const supportQueue = new",
        "const supportSkill = new",
        "new genesyscloud.routing.Skill(\"new\"",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn digests_are_computed_here() {
    let report = planned(
        "resource \"genesyscloud_flow\" \"a\" {\n  filepath = \"a.yaml\"\n  file_content_hash = filesha256(\"a.yaml\")\n}\n",
    );
    assert_eq!(refused(&report), Vec::<String>::new());
    assert!(
        report.items.iter().any(
            |item| item.what == "genesyscloud_flow.a.file_content_hash" && item.says.contains("computed")
        )
    );
}

#[test]
fn a_circle_is_named() {
    let report = planned(
        "resource \"genesyscloud_routing_skill\" \"a\" {\n  name = genesyscloud_routing_skill.b.name\n}\nresource \
         \"genesyscloud_routing_skill\" \"b\" {\n  name = genesyscloud_routing_skill.a.name\n}\n",
    );
    assert_eq!(refused(&report).len(), 2, "{:?}", report.items);
}

#[test]
fn values_that_need_themselves_are_named() {
    let report = planned(
        "locals {\n  a = local.b\n  b = [local.c]\n  c = upper(local.a)\n}\noutput \"a\" {\n  value = local.a.x[0]\n}\n",
    );
    let refused = refused(&report);
    assert!(refused.len() == 1 && refused[0].contains("it needs itself, by way of local.a"), "{refused:?}");
}

#[test]
fn import_blocks_are_imported() {
    let folder = of(
        "import {\n  to = genesyscloud_routing_skill.a\n  id = \"the-id\"\n}\nresource \"genesyscloud_routing_skill\" \"a\" {\n  \
                     name = \"a\"\n}\n",
    );
    let mut plan = plan(&folder, None, "..");
    let imports = state::import_file(&mut plan, "p", "dev").unwrap();
    assert_eq!(imports["resources"][0]["id"], "the-id");
    assert_eq!(imports["resources"][0]["logicalName"], "a");
}

#[test]
fn the_guide_is_refused_with_advice() {
    let guide = std::fs::read_to_string(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/guide/as-it-stands/main.tf"),
    )
    .unwrap();
    let report = planned(&guide);
    let said = refused(&report).join("\n");
    for (what, advice) in [
        ("required_providers.genesyscloud", "mypurecloud/genesyscloud"),
        ("data.genesyscloud_routing_division.default", "genesyscloud_auth_division"),
        ("data.genesyscloud_routing_profile.agent", "there is no such object"),
        ("data.genesyscloud_routing_queue.support.division_id", ""),
        ("genesyscloud_user.new_agent.phone_numbers", "within addresses"),
        ("genesyscloud_user.new_agent.address_lines", "Location"),
        ("genesyscloud_user.new_agent.city", "Location"),
        ("genesyscloud_user.new_agent.state", "must be one of"),
        ("genesyscloud_user.new_agent.country", "Location"),
        ("genesyscloud_user.new_agent.postal_code", "Location"),
        ("genesyscloud_user.new_agent.routing_profile_id", "routingSkills"),
        ("genesyscloud_user_queue.agent_queue.wrap_up_timeout", "acwTimeoutMs"),
        ("genesyscloud_user_queue.agent_queue.max_capacity", "utilization"),
    ] {
        if advice.is_empty() {
            continue;
        }
        let line = said.lines().find(|line| line.starts_with(&format!("{what}: ")));
        assert!(line.is_some_and(|line| line.contains(advice)), "{what} with {advice} in\n{said}");
    }
}
