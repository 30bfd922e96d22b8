//! `index:Group`, people who belong together.

use pulumi_provider::declaration::{
    Add, Codec, Collection, Issues, Part, Properties, Ref, Remove, Resource, Set,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A group: people who belong together, who can be called, given roles and put into queues as one.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Group", lookup = "name")]
#[api(kind = kinds::Group, path = "/api/v2/groups", item = "/api/v2/groups/{groupId}", update = put, version)]
// The directory answers a DELETE at once, does it later, and sometimes does not.
#[api(page = 500, search = "/api/v2/groups/search", parts = PARTS, confirm_delete)]
pub struct Group {
    /// Name of the group, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the group is for.
    // The platform takes it by a PUT only.
    #[api(default = "", source = CxAsCode, update_only)]
    pub description: Option<String>,

    /// What kind of group it is. Another kind is another group.
    #[property(fixed)]
    #[api(always, default = "official", source = CxAsCode)]
    pub r#type: Option<GroupType>,

    /// Who sees the group.
    #[api(always, default = "public", source = CxAsCode)]
    pub visibility: Option<GroupVisibility>,

    /// Whether everybody sees by what rules people are in the group.
    #[api(always, default = true, source = CxAsCode)]
    pub rules_visible: Option<bool>,

    /// Whether roles can be given to the group.
    #[api(default = true, source = CxAsCode)]
    pub roles_enabled: Option<bool>,

    /// Whether the owners have the roles that are given to the group.
    #[api(default = true, source = CxAsCode)]
    pub include_owners: Option<bool>,

    /// Whether the group can be called.
    #[api(default = true, source = CxAsCode)]
    pub calls_enabled: Option<bool>,

    /// Numbers and extensions of the group. `[]` takes all of them away.
    #[api("addresses[mediaType=PHONE]")]
    pub addresses: Option<Vec<GroupAddress>>,

    /// Users who own the group. `[]` takes all of them away.
    #[api("owners[].id", send = "ownerIds", codec = &OWNERS)]
    pub owner_ids: Option<Vec<Ref<kinds::User>>>,

    /// Users who are in the group. Left as they are when not set.
    #[api("id", collection = &MEMBERS)]
    pub member_ids: Option<Set<Ref<kinds::User>>>,

    /// What happens with voicemails of the group.
    #[api("", part = "voicemail")]
    pub voicemail_policy: Option<GroupVoicemailPolicy>,

    /// Remove more than half of ten or more members at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

const MEMBERS: Collection = Collection {
    path: "/api/v2/groups/{groupId}/members",
    batch: 50,
    add: Add::PostVersioned("memberIds"),
    remove: Remove::Query("ids"),
    relation: true,
    ..Collection::IDS
};

const PARTS: &[Part] =
    &[Part { name: "voicemail", path: "/api/v2/voicemail/groups/{groupId}/policy", ..Part::PATCH }];

// The platform ignores an empty list; a blank id takes all owners away.
const OWNERS: Codec = Codec {
    encode: |ids| if ids.as_array().is_some_and(Vec::is_empty) { vec![" "].into() } else { ids.clone() },
    decode: Json::clone,
};

impl Hooks for Group {
    fn check(&self, issues: &mut Issues<'_>) {
        if !issues.known(&["addresses"]) {
            return;
        }
        let is_given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        for (index, address) in self.addresses.iter().flatten().enumerate() {
            let path = format!("addresses[{index}]");
            match (is_given(&address.number), is_given(&address.extension)) {
                (true, true) => {
                    issues.say(&path, "has a number and an extension; the platform takes one of them")
                }
                (false, false) => issues.say(&path, "needs a number or an extension"),
                _ => {}
            }
        }
    }

    /// A PUT takes owners as ids, and not what only a create or the platform says.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        let Some(members) = body.as_object_mut().filter(|members| members.contains_key("id")) else { return };
        for name in ["type", "memberCount", "dateModified", "state"] {
            members.remove(name);
        }
        if let Some(Json::Array(owners)) = members.remove("owners") {
            let ids = owners.iter().map(|owner| owner["id"].clone()).collect();
            members.entry("ownerIds").or_insert(ids);
        }
    }
}

/// A number or an extension of a group.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct GroupAddress {
    /// What the number is for.
    pub r#type: GroupAddressType,

    /// Phone number, in E.164 form. Not together with an extension.
    #[api("address")]
    #[schemars(extend("format" = "e164"))]
    pub number: Option<String>,

    /// Extension. Not together with a number.
    pub extension: Option<String>,
}

/// What happens with voicemails of a group.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct GroupVoicemailPolicy {
    /// Tell the members of a voicemail by e-mail.
    #[api(default = false, source = Inferred)]
    pub send_email_notifications: Option<bool>,

    /// Leave what identifies persons out of these e-mails.
    #[api(default = false, source = Inferred)]
    pub disable_email_pii: Option<bool>,

    /// Put a transcription into these e-mails.
    #[api(default = false, source = Inferred)]
    pub include_email_transcriptions: Option<bool>,
}

choices! {
    /// What kind of group it is.
    GroupType "lowercase" {
        Official = "One that administrators look after.",
        Social = "One that its members look after.",
    }

    /// Who sees a group.
    GroupVisibility "lowercase" {
        Public = "Everybody.",
        Owners = "Its owners.",
        Members = "Its members.",
    }

    /// What a number of a group is for.
    GroupAddressType "UPPERCASE" {
        GroupRing = "It rings the members.",
        GroupPhone = "It is a phone of the group.",
    }
}
