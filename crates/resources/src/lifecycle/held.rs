//! Roles that nobody can give who does not hold them: what a refusal comes to, said in words that help.

use genesys_api::{Error as ApiError, Request};
use pulumi_provider::error::Error;
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};

use super::{Platform, Work};

impl Platform {
    /// A refused write. Where it gives roles that these credentials do not hold themselves, the error says which.
    pub(super) async fn explained(
        &self,
        work: &Work<'_>,
        inputs: &Object,
        doing: &str,
        error: ApiError,
    ) -> Error {
        let refused = matches!(error.refusal().map(|refusal| refusal.status), Some(400 | 403 | 409));
        let failed = work.fail(doing, error);
        let (Some(held), true) = (work.ty.table.api.held, refused) else { return failed };
        let given = property(inputs, held).and_then(Value::as_array).unwrap_or_default();
        match self.not_held(work, given).await {
            Some(missing) => Error { message: format!("{failed} {missing}"), ..failed },
            None => failed,
        }
    }

    /// Which of these roles the OAuth client in use does not hold, and what to do; `None` if it holds all, or nobody tells.
    async fn not_held(&self, work: &Work<'_>, given: &[Value]) -> Option<String> {
        let get = |request: Request| self.client.call(request.scope(&work.scope));
        let client = self.own_client(work).await?;
        let own =
            get(Request::get("/api/v2/oauth/clients/{clientId}").param("clientId", client)).await.ok()?.body;
        let own = own["roleDivisions"].as_array().filter(|own| !own.is_empty())?;
        let holds = |role: &str, division: &str| {
            own.iter().any(|held| {
                held["roleId"] == role && (held["divisionId"] == "*" || held["divisionId"] == division)
            })
        };
        let mut missing = Vec::new();
        for pair in given.iter().filter_map(Value::as_object) {
            let text = |name: &str| property(pair, name).and_then(Value::as_str).unwrap_or_default();
            let (role, division) = (text("roleId"), text("divisionId"));
            if holds(role, division) {
                continue;
            }
            let asked = Request::get("/api/v2/authorization/roles/{roleId}").param("roleId", role);
            let answer = get(asked.query("userCount", false)).await.map(|answer| answer.body);
            let name = answer.as_ref().ok().and_then(|role| role["name"].as_str());
            let name = name.map_or(String::new(), |name| format!(" (\"{name}\")"));
            missing.push(format!("role {role}{name} in division {division}"));
        }
        if missing.is_empty() {
            return None;
        }
        Some(format!(
            "Nobody can give a role without holding it, and the OAuth client in use, {client}, does not hold {}. Let an administrator \
             give it that first (genesyscloud:index:RoleGrant with subjectId \"{client}\" and subjectType PC_OAUTH_CLIENT does), or \
             leave it out here.",
            missing.join(", ")
        ))
    }
}
