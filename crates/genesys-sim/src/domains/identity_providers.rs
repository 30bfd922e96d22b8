//! Identity providers: one document each, absent until it is put.

use crate::engine::Singleton;

const fn provider(kind: &'static str, path: &'static str) -> Singleton {
    Singleton { kind, path, absent: true, deleted: 200, ..Singleton::PLAIN }
}

/// Documents of this domain.
pub static SINGLETONS: &[Singleton] = &[
    provider("identityproviders/adfs", "/api/v2/identityproviders/adfs"),
    provider("identityproviders/cic", "/api/v2/identityproviders/cic"),
    provider("identityproviders/generic", "/api/v2/identityproviders/generic"),
    provider("identityproviders/gsuite", "/api/v2/identityproviders/gsuite"),
    provider("identityproviders/identitynow", "/api/v2/identityproviders/identitynow"),
    provider("identityproviders/okta", "/api/v2/identityproviders/okta"),
    provider("identityproviders/onelogin", "/api/v2/identityproviders/onelogin"),
    provider("identityproviders/ping", "/api/v2/identityproviders/ping"),
    provider("identityproviders/purecloud", "/api/v2/identityproviders/purecloud"),
    provider("identityproviders/pureengage", "/api/v2/identityproviders/pureengage"),
    provider("identityproviders/salesforce", "/api/v2/identityproviders/salesforce"),
];
