//! House rules: which crate may know which. Nothing but what is in this table.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// What a crate's code may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("provider", &["resources", "genesys-api", "pulumi-provider"]),
    ("genesysctl", &["resources", "genesys-api", "pulumi-provider"]),
    ("xtask", &["resources", "genesys-api", "pulumi-provider"]),
    ("resources", &["genesys-api", "pulumi-provider"]),
    ("pulumi-provider", &["pulumi-provider-macros"]),
    ("pulumi-provider-macros", &[]),
    ("genesys-api", &[]),
    // An independent witness: it shares the facts with us, and no line of code.
    ("genesys-sim", &[]),
];

/// What its tests may use besides: start the simulator, and talk to it over HTTP.
const TESTS_MAY_USE: &[(&str, &[&str])] =
    &[("provider", &["genesys-sim"]), ("resources", &["genesys-sim"]), ("genesys-api", &["genesys-sim"])];

/// A dependency of one crate of the workspace on another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edge {
    from: String,
    to: String,
    tests: bool,
}

#[test]
fn crates_know_only_whom_they_may() {
    let metadata = MetadataCommand::new().no_deps().other_options(["--offline".to_owned()]).exec().unwrap();
    let edges = edges(&metadata);
    assert!(
        edges.iter().any(|edge| edge.from == "resources" && edge.to == "genesys-api"),
        "nothing was read"
    );
    let broken = broken(&edges);
    assert!(broken.is_empty(), "crates know each other that must not:\n{}", broken.join("\n"));
    let strangers: Vec<String> = metadata
        .workspace_packages()
        .into_iter()
        .map(|package| package.name.to_string())
        .filter(|name| MAY_USE.iter().all(|(known, _)| known != name))
        .collect();
    assert!(strangers.is_empty(), "no rule says what these may use: {strangers:?}");
}

/// Dependencies within the workspace.
fn edges(metadata: &Metadata) -> Vec<Edge> {
    let packages = metadata.workspace_packages();
    let is_ours = |name: &str| packages.iter().any(|package| package.name.as_str() == name);
    let of_package = |package: &cargo_metadata::Package| {
        let ours = package.dependencies.iter().filter(|dependency| is_ours(&dependency.name));
        let edge = |dependency: &cargo_metadata::Dependency| Edge {
            from: package.name.to_string(),
            to: dependency.name.clone(),
            tests: dependency.kind == DependencyKind::Development,
        };
        ours.map(edge).collect::<Vec<_>>()
    };
    packages.iter().flat_map(|package| of_package(package)).collect()
}

/// Dependencies that no rule allows.
fn broken(edges: &[Edge]) -> Vec<String> {
    let allows = |rules: &[(&str, &[&str])], edge: &Edge| {
        rules.iter().any(|(from, to)| *from == edge.from && to.contains(&edge.to.as_str()))
    };
    let allowed = |edge: &&Edge| allows(MAY_USE, edge) || (edge.tests && allows(TESTS_MAY_USE, edge));
    let text =
        |edge: &Edge| format!("{} -> {}{}", edge.from, edge.to, if edge.tests { " (tests)" } else { "" });
    edges.iter().filter(|edge| !allowed(edge)).map(text).collect()
}

#[test]
fn forbidden_dependencies_are_found() {
    let edge = |from: &str, to: &str, tests| Edge { from: from.to_owned(), to: to.to_owned(), tests };
    let edges = [
        edge("genesys-sim", "genesys-api", false),
        edge("genesys-sim", "resources", true),
        edge("pulumi-provider", "genesys-api", true),
        edge("resources", "genesys-sim", false),
        edge("resources", "genesys-sim", true),
        edge("genesys-api", "pulumi-provider", false),
        edge("provider", "resources", false),
    ];
    assert_eq!(
        broken(&edges),
        [
            "genesys-sim -> genesys-api",
            "genesys-sim -> resources (tests)",
            "pulumi-provider -> genesys-api (tests)",
            "resources -> genesys-sim",
            "genesys-api -> pulumi-provider",
        ]
    );
}
