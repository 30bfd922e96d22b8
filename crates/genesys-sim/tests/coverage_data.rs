//! Every endpoint that the coverage data of CX as Code names under the domains with written behaviour is *full*.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
};

use flate2::read::GzDecoder;
use genesys_sim::routes::{Grade, Routes};
use serde_json::Value;

static PACKED: &[u8] = include_bytes!("../../../facts/cx-as-code/cx-as-code-1.82.json.gz");

/// Beginnings of the type names, without `genesyscloud_`, of the domains with written behaviour.
const DOMAINS: [&str; 14] = [
    "architect_",
    "auth_",
    "flow",
    "group",
    "integration",
    "location",
    "oauth_client",
    "processautomation",
    "responsemanagement",
    "routing_",
    "script",
    "team",
    "telephony_providers_edges_",
    "user",
];

/// Types that begin like one of the domains and belong to another, with the reason. Their endpoints need not be full.
const ELSEWHERE: &[(&str, &str)] = &[(
    "integration_facebook",
    "a messaging channel below /conversations, not an integration of /integrations",
)];

/// Endpoints that are not full, with the reason.
const NOT_FULL: &[(&str, &str)] = &[];

/// The endpoints of the domains, each with the types that name it.
fn endpoints() -> BTreeMap<String, BTreeSet<String>> {
    let mut text = String::new();
    GzDecoder::new(PACKED).read_to_string(&mut text).unwrap();
    let facts: Value = serde_json::from_str(&text).unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for section in ["resources", "dataSources"] {
        for (name, described) in facts[section].as_object().unwrap() {
            let name = name.trim_start_matches("genesyscloud_");
            let ours = DOMAINS.iter().any(|domain| name.starts_with(domain));
            if !ours || ELSEWHERE.iter().any(|(other, _)| *other == name) {
                continue;
            }
            for endpoint in described["endpoints"].as_array().into_iter().flatten() {
                found.entry(endpoint.as_str().unwrap().to_owned()).or_default().insert(name.to_owned());
            }
        }
    }
    found
}

/// An endpoint without the names of its parameters, which differ, and in one case.
fn plain(endpoint: &str) -> String {
    let parts = endpoint.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/").to_lowercase()
}

/// Endpoints that are not full, without those that are excused.
fn left<'a>(
    endpoints: impl Iterator<Item = &'a str>,
    grades: &BTreeMap<String, Grade>,
    excused: &[(&str, &str)],
) -> Vec<String> {
    endpoints
        .filter(|endpoint| !excused.iter().any(|(other, _)| plain(other) == plain(endpoint)))
        .filter(|endpoint| grades.get(&plain(endpoint)) != Some(&Grade::Full))
        .map(str::to_owned)
        .collect()
}

fn grades() -> BTreeMap<String, Grade> {
    Routes::get()
        .grades()
        .map(|(operation, grade)| (plain(&format!("{} {}", operation.method, operation.path)), grade))
        .collect()
}

#[test]
fn every_endpoint_of_the_full_domains_is_full() {
    let endpoints = endpoints();
    println!("{} endpoints of the full domains", endpoints.len());
    let left = left(endpoints.keys().map(String::as_str), &grades(), NOT_FULL);
    let named: Vec<String> =
        left.iter().map(|endpoint| format!("{endpoint} (of {:?})", endpoints[endpoint])).collect();
    assert!(named.is_empty(), "not full:\n{}", named.join("\n"));
}

/// So many that a change of the data's form cannot empty the test without notice.
#[test]
fn the_data_names_about_as_many_endpoints_as_are_known() {
    assert!((250..300).contains(&endpoints().len()), "{} endpoints", endpoints().len());
}

#[test]
fn every_exception_is_needed_and_has_a_reason() {
    assert!(NOT_FULL.iter().chain(ELSEWHERE).all(|(_, reason)| !reason.is_empty()));
    let (endpoints, grades) = (endpoints(), grades());
    for (endpoint, _) in NOT_FULL {
        let known = endpoints.keys().any(|other| plain(other) == plain(endpoint));
        assert!(known, "{endpoint} is not in the data");
        assert!(grades.get(&plain(endpoint)) != Some(&Grade::Full), "{endpoint} is full by now");
    }
}

#[test]
fn what_is_generic_absent_or_unknown_is_found() {
    let grades = grades();
    let wrong = |endpoint: &'static str| left([endpoint].into_iter(), &grades, &[]);
    let of = |wanted: Grade| {
        let of_grade = grades.iter().find(|(_, grade)| **grade == wanted);
        of_grade.map(|(endpoint, _)| endpoint.clone()).unwrap()
    };
    for planted in [of(Grade::Generic), of(Grade::Absent), "GET /api/v2/no/such/thing".to_owned()] {
        assert_eq!(left([planted.as_str()].into_iter(), &grades, &[]), [planted.as_str()]);
        assert!(left([planted.as_str()].into_iter(), &grades, &[(&planted, "excused")]).is_empty());
    }
    assert!(wrong("GET /api/v2/routing/queues").is_empty());
}
