//! `index:User`, a person who works in the organization.

use pulumi_provider::declaration::{Add, Codec, Collection, Issues, Part, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;
use crate::relations::user_utilization::RoutingUtilization;

/// A user: a person who works in the organization.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:User", lookup = "email", find_by = "name", narrow = "divisionId", advice = ADVICE)]
#[api(kind = kinds::User, path = "/api/v2/users", item = "/api/v2/users/{userId}", update = patch, version, page = 500)]
#[api(search = "/api/v2/users/search", list_variants("state=active", "state=inactive"), parts = PARTS)]
#[api(expand = "skills,languages,locations,profileSkills,certifications,employerInfo")]
#[api(elsewhere(mastering = "external"), restore = "onDeletedUser")]
pub struct User {
    /// E-mail address, with which the user logs in. No two users of an organization have the same, deleted ones included.
    #[property(unique)]
    #[schemars(extend("format" = "email"))]
    pub email: String,

    /// Full name. Required, unless `mastering` is `external`.
    pub name: Option<String>,

    /// Division that the user belongs to. The home division when not set.
    // A PATCH does not change it: the platform moves objects by a call of its own.
    #[api("division.id", send = "divisionId", moved = "USER")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// Whether the user can log in.
    // A PATCH that has a state changes nothing else. Without invitations the platform would make users inactive.
    #[api(alone, always, default = "active", source = CxAsCode)]
    pub state: Option<UserState>,

    /// Password. It is sent, and never read.
    #[property(secret, write_only)]
    #[api("newPassword", part = "password")]
    pub password: Option<String>,

    /// Job title.
    #[api(default = "", source = CxAsCode)]
    pub title: Option<String>,

    /// Department.
    #[api(default = "", source = CxAsCode)]
    pub department: Option<String>,

    /// The user's manager.
    #[api("manager.id", send = "manager", update_only, cleared = "")]
    pub manager: Option<Ref<kinds::User>>,

    /// Connect calls to the user without asking.
    #[api(update_only, default = false, source = CxAsCode)]
    pub acd_auto_answer: Option<bool>,

    /// Phone numbers and further e-mail addresses. Those of a kind that is not named are left alone.
    #[api("addresses", codec = &ADDRESSES)]
    pub addresses: Option<UserAddresses>,

    /// Where the user works. `[]` takes all of them away.
    #[property(key = "locationId")]
    #[api(update_only)]
    pub locations: Option<Vec<UserLocation>>,

    /// Certifications that the profile shows. `[]` takes all of them away.
    #[api(update_only)]
    pub certifications: Option<Set<String>>,

    /// Skills that the profile shows, in words. What interactions are routed by is `routingSkills`.
    #[api("", part = "profileSkills")]
    pub profile_skills: Option<Set<String>>,

    /// What the employer's records say.
    #[api(update_only)]
    pub employer_info: Option<UserEmployerInfo>,

    /// ACD skills. Left as they are when not set; use `UserRoutingSkill` to own only some of them.
    #[property(key = "skillId")]
    #[api("", collection = &ROUTING_SKILLS)]
    pub routing_skills: Option<Vec<UserSkill>>,

    /// ACD languages. Left as they are when not set; use `UserRoutingLanguage` to own only some of them.
    #[property(key = "languageId")]
    #[api("", collection = &ROUTING_LANGUAGES)]
    pub routing_languages: Option<Vec<UserLanguage>>,

    /// How much the user takes at once. What the organization lays down for everybody when not set.
    #[api("", part = "utilization")]
    pub routing_utilization: Option<RoutingUtilization>,

    /// What happens with voicemails.
    #[api("", part = "voicemail")]
    pub voicemail_userpolicies: Option<UserVoicemailPolicy>,

    /// Who looks after the user. With `external` somebody else does (an HR system, SCIM): the user is found by e-mail, never created,
    /// restored or deleted, and only what the program names is changed. `here` when not set.
    #[property(control)]
    pub mastering: Option<UserMastering>,

    /// What to do when a deleted user still has the e-mail address. `fail` when not set.
    #[property(control)]
    pub on_deleted_user: Option<OnDeletedUser>,

    /// Remove more than half of ten or more skills or languages at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

const PARTS: &[Part] = &[
    Part { name: "password", path: "/api/v2/users/{userId}/password", ..Part::POST },
    Part {
        name: "profileSkills",
        path: "/api/v2/users/{userId}/profileskills",
        inline: Some("profileSkills"),
        ..Part::PUT
    },
    Part {
        name: "utilization",
        path: "/api/v2/routing/users/{userId}/utilization",
        reset: true,
        inherited: Some(("level", "Organization")),
        answered: &["level", "labelUtilizations{}.labelName"],
        ..Part::PUT
    },
    Part { name: "voicemail", path: "/api/v2/voicemail/userpolicies/{userId}", ..Part::PATCH },
];

pub(crate) const ROUTING_SKILLS: Collection = Collection {
    path: "/api/v2/users/{userId}/routingskills",
    batch: 50,
    add: Add::PatchBulk("/bulk"),
    relation: true,
    inline: Some("skills"),
    ..Collection::IDS
};

pub(crate) const ROUTING_LANGUAGES: Collection = Collection {
    path: "/api/v2/users/{userId}/routinglanguages",
    inline: Some("languages"),
    ..ROUTING_SKILLS
};

impl Hooks for User {
    fn check(&self, issues: &mut Issues<'_>) {
        let is_external = matches!(self.mastering, Some(UserMastering::External));
        if self.name.is_none() && !is_external && issues.known(&["name", "mastering"]) {
            issues.say("name", "is required, unless mastering is external");
        }
        if is_external && self.on_deleted_user.is_some() {
            issues.say("onDeletedUser", "says nothing about a user who is looked after elsewhere");
        }
        let known = issues.known(&["addresses"]);
        let numbers = self.addresses.iter().flat_map(|addresses| addresses.phone_numbers.iter().flatten());
        for (index, number) in numbers.enumerate().filter(|_| known) {
            if number.number.is_none() && number.extension.is_none() {
                issues.say(
                    &format!("addresses.phoneNumbers[{index}]"),
                    "needs a number, an extension, or both",
                );
            }
        }
    }
}

/// Numbers and e-mail addresses, which the platform keeps in one list.
const ADDRESSES: Codec = Codec { encode: to_contacts, decode: from_contacts };

fn to_contacts(addresses: &Json) -> Json {
    let elements = |name: &str| {
        let elements = addresses[name].as_array().into_iter().flatten();
        elements.filter(|element| element.is_object()).cloned().collect::<Vec<_>>()
    };
    let numbers = elements("phoneNumbers").into_iter().map(|mut contact| {
        let number = contact.as_object_mut().and_then(|members| members.remove("number"));
        if let Some(number) = number {
            contact["address"] = number;
        }
        contact
    });
    let emails = elements("otherEmails").into_iter().map(|mut contact| {
        contact["mediaType"] = "EMAIL".into();
        contact
    });
    let with_defaults = |mut contact: Json| {
        for (name, value) in [("mediaType", "PHONE"), ("type", "WORK")] {
            if contact[name].is_null() {
                contact[name] = value.into();
            }
        }
        contact
    };
    numbers.chain(emails).map(with_defaults).collect()
}

/// The platform writes contacts anew: with an extension the number is in `display`, and an extension of no pool is there too, in
/// parentheses.
fn from_contacts(contacts: &Json) -> Json {
    let (mut numbers, mut emails) = (Vec::new(), Vec::new());
    for contact in contacts.as_array().into_iter().flatten().filter(|contact| contact.is_object()) {
        let text = |name: &str| contact[name].as_str().filter(|text| !text.is_empty());
        if contact["mediaType"] == "EMAIL" {
            // The first is the e-mail address of the user.
            if contact["type"] != "PRIMARY" {
                emails.push(json!({ "address": contact["address"], "type": contact["type"] }));
            }
            continue;
        }
        let display = text("display");
        let bare = display.and_then(|display| display.strip_prefix('(')?.strip_suffix(')'));
        let extension = text("extension").or(bare);
        let shown = display.filter(|display| bare.is_none() && extension.is_some_and(|own| own != *display));
        let mut ours = contact.clone();
        for name in ["address", "display", "extension"] {
            ours.as_object_mut().and_then(|members| members.remove(name));
        }
        if let Some(extension) = extension {
            ours["extension"] = extension.into();
        }
        // An extension of a pool may be repeated as the address.
        if let Some(number) = shown.or_else(|| text("address")).filter(|number| Some(*number) != extension) {
            ours["number"] = number.into();
        }
        numbers.push(ours);
    }
    json!({ "phoneNumbers": numbers, "otherEmails": emails })
}

/// What users look for in a user that is elsewhere, or nowhere.
const ADVICE: &[(&str, &str)] = &[
    (
        "queueIds",
        "members belong to the queue: use members of routing:Queue, or UserQueue for one membership",
    ),
    (
        "routingProfileId",
        "there is no such object; routingSkills, routingLanguages and routingUtilization say what the user takes",
    ),
    ("addressLines", "a postal address belongs to a Location; name it in locations"),
    ("e164Number", "use number, within addresses.phoneNumbers"),
    ("phoneNumber", "use addresses.phoneNumbers"),
    ("phoneNumbers", "use phoneNumbers within addresses"),
    ("userPresenceId", "a presence is what the user sets at work; it is not kept as code"),
    ("roles", "roles are given by resources of their own"),
    ("roleIds", "roles are given by resources of their own"),
    ("loginEmail", "the user logs in with email"),
    ("routingEmail", "use addresses.otherEmails"),
    ("wrapUpTimeout", "after-call work is the queue's: use acwTimeoutMs of routing:Queue"),
    ("maxCapacity", "use maximumCapacity within routingUtilization"),
];

/// Phone numbers and further e-mail addresses of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserAddresses {
    /// Phone numbers, at most one for each medium and type. `[]` takes all of them away.
    #[property(key = "mediaType,type")]
    pub phone_numbers: Option<Vec<UserPhoneNumber>>,

    /// E-mail addresses besides that with which the user logs in, at most one for each type. `[]` takes all of them away.
    #[property(key = "type")]
    pub other_emails: Option<Vec<UserEmail>>,
}

/// A phone number of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserPhoneNumber {
    /// Number, in E.164 form.
    #[schemars(extend("format" = "e164"))]
    pub number: Option<String>,

    /// Extension. The platform knows a new extension pool only after some seconds.
    pub extension: Option<String>,

    /// What the number is for.
    #[api(default = "PHONE", source = CxAsCode)]
    pub media_type: Option<PhoneMediaType>,

    /// Where or when it reaches the user.
    #[api(default = "WORK", source = CxAsCode)]
    pub r#type: Option<PhoneNumberType>,

    /// Pool that has the extension. It is not sent: it says that the pool must be there first.
    #[property(control)]
    pub extension_pool_id: Option<Ref<kinds::ExtensionPool>>,
}

/// A further e-mail address of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserEmail {
    /// The address.
    #[schemars(extend("format" = "email"))]
    pub address: String,

    /// Where it reaches the user.
    #[api(default = "WORK", source = CxAsCode)]
    pub r#type: Option<EmailType>,
}

/// A place where a user works.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserLocation {
    /// The location.
    #[api("locationDefinition.id", send = "id")]
    pub location_id: Ref<kinds::Location>,

    /// Where exactly, such as the floor.
    pub notes: Option<String>,
}

/// What the employer's records say of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserEmployerInfo {
    /// Name in official documents.
    pub official_name: Option<String>,

    /// Personnel number.
    pub employee_id: Option<String>,

    /// How the user is employed.
    pub employee_type: Option<EmployeeType>,

    /// Date of hire.
    #[schemars(extend("format" = "date"))]
    pub date_hire: Option<String>,
}

/// An ACD skill of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserSkill {
    /// The skill.
    #[api("id")]
    pub skill_id: Ref<kinds::Skill>,

    /// How good the user is at it, from 0 to 5.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub proficiency: f64,
}

/// An ACD language of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserLanguage {
    /// The language.
    #[api("id")]
    pub language_id: Ref<kinds::Language>,

    /// How good the user is at it, from 0 to 5.
    // The platform rounds it to a whole number.
    #[schemars(range(min = 0, max = 5))]
    pub proficiency: u32,
}

/// What happens with voicemails of a user.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct UserVoicemailPolicy {
    /// How long the user is alerted before the caller can leave a message, in seconds.
    // What the platform does by itself is written nowhere.
    #[api(kept)]
    pub alert_timeout_seconds: Option<u32>,

    /// Tell the user of a voicemail by e-mail.
    #[api(kept)]
    pub send_email_notifications: Option<bool>,
}

choices! {
    /// Whether a user can log in.
    UserState "lowercase" {
        Active = "The user can.",
        Inactive = "The user cannot, and keeps everything.",
    }

    /// Who looks after a user.
    UserMastering "lowercase" {
        Here = "The program.",
        External = "Somebody else.",
    }

    /// What to do when a deleted user still has the e-mail address.
    OnDeletedUser "lowercase" {
        Fail = "Stop, and say whose it is.",
        Restore = "Bring the deleted user back as this one.",
    }

    /// What a number is for.
    PhoneMediaType "UPPERCASE" {
        Phone = "Calls.",
        Sms = "Text messages.",
    }

    /// Where or when a number reaches a user.
    PhoneNumberType "UPPERCASE" {
        Work = "At work.",
        Work2 = "At work, the second.",
        Work3 = "At work, the third.",
        Work4 = "At work, the fourth.",
        Home = "At home.",
        Mobile = "On the way.",
        #[serde(rename = "OTHER")]
        ByOtherWay = "By any other way.",
    }

    /// Where an e-mail address reaches a user.
    EmailType "UPPERCASE" {
        Work = "At work.",
        Home = "At home.",
    }

    /// How a user is employed.
    EmployeeType "PascalCase" {
        #[serde(rename = "Full-time")]
        FullTime = "Full-time.",
        #[serde(rename = "Part-time")]
        PartTime = "Part-time.",
        Contractor = "As a contractor.",
    }
}
