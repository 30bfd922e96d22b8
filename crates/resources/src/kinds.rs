//! What a `Ref<…>` may point at: one marker per kind of object, named as in CX as Code. Append only.

use pulumi_provider::declaration::Kind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal $($below:ident)?;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $kind {}

            impl Kind for $kind {
                const NAME: &'static str = $name;
                const BELOW: bool = is_below!($($below)?);
            }
        )*
    };
}

/// `below` after the name: its objects are below a parent, and their id has the parent's before their own.
macro_rules! is_below {
    () => {
        false
    };
    (below) => {
        true
    };
}

kinds! {
    /// A division.
    Division = "auth_division";
    /// An ACD skill.
    Skill = "routing_skill";
    /// An ACD language.
    Language = "routing_language";
    /// A wrap-up code.
    WrapupCode = "routing_wrapupcode";
    /// A queue.
    Queue = "routing_queue";
    /// A user.
    User = "user";
    /// One user's membership of one queue.
    UserQueue = "user_queue";
    /// Some users' memberships of one queue.
    QueueMembers = "queue_members";
    /// One user's skill.
    UserRoutingSkill = "user_routing_skill";
    /// One user's language.
    UserRoutingLanguage = "user_routing_language";
    /// How much one user takes at once.
    UserUtilization = "user_utilization";
    /// A label of interactions, by which a user's utilization can be counted.
    UtilizationLabel = "routing_utilization_label";
    /// The organization's settings of routing.
    RoutingSettings = "routing_settings";
    /// A group of people.
    Group = "group";
    /// A location.
    Location = "location";
    /// An Architect flow.
    Flow = "flow";
    /// A user prompt.
    UserPrompt = "architect_user_prompt";
    /// An address that sends SMS messages.
    SmsAddress = "routing_sms_address";
    /// An integration.
    Integration = "integration";
    /// A credential of integrations.
    IntegrationCredential = "integration_credential";
    /// A recipient of messages of an open messaging or WhatsApp integration.
    MessagingRecipient = "messaging_recipient";
    /// A pool of extensions.
    ExtensionPool = "telephony_providers_edges_extension_pool";
    /// In-queue flows and whisper prompt of a queue.
    QueueFlows = "queue_flows";
    /// A team.
    Team = "team";
    /// A skill group.
    SkillGroup = "routing_skill_group";
    /// A script.
    Script = "script";
    /// A library of canned responses.
    ResponseLibrary = "responsemanagement_library";
    /// An e-mail domain.
    EmailDomain = "routing_email_domain";
    /// A route of an e-mail domain.
    EmailRoute = "routing_email_route" below;
    /// A milestone that flows reach.
    FlowMilestone = "flow_milestone";
    /// An outcome that flows come to.
    FlowOutcome = "flow_outcome";
    /// How much is logged of one flow.
    FlowLogLevel = "flow_loglevel";
    /// A schedule.
    Schedule = "architect_schedules";
    /// A group of schedules.
    ScheduleGroup = "architect_schedulegroups";
    /// An emergency group.
    EmergencyGroup = "architect_emergencygroup";
    /// An IVR.
    Ivr = "architect_ivr";
    /// A grammar.
    Grammar = "architect_grammar";
    /// A data table.
    Datatable = "architect_datatable";
    /// A row of a data table.
    DatatableRow = "architect_datatable_row";
    /// A pool of phone numbers.
    DidPool = "telephony_providers_edges_did_pool";
    /// A site.
    Site = "telephony_providers_edges_site";
    /// An outbound route of a site.
    SiteOutboundRoute = "telephony_providers_edges_site_outbound_route" below;
    /// Base settings of trunks.
    TrunkBaseSettings = "telephony_providers_edges_trunkbasesettings";
    /// A trunk.
    Trunk = "telephony_providers_edges_trunk";
    /// An edge group.
    EdgeGroup = "telephony_providers_edges_edge_group";
    /// Base settings of phones.
    PhoneBaseSettings = "telephony_providers_edges_phonebasesettings";
    /// A phone.
    Phone = "telephony_providers_edges_phone";
    /// A phone number of a pool.
    Did = "telephony_providers_edges_did";
    /// Base settings of the lines of phones.
    LineBaseSettings = "telephony_providers_edges_linebasesettings";
    /// A station.
    Station = "station";
    /// The organization's utilization.
    Utilization = "routing_utilization";
    /// Conditional group routing of a queue.
    QueueConditionalGroupRouting = "routing_queue_conditional_group_routing";
    /// Conditional group activation of a queue.
    QueueConditionalGroupActivation = "routing_queue_conditional_group_activation";
    /// The address from which agents of a queue send e-mails.
    QueueOutboundEmailAddress = "routing_queue_outbound_email_address";
    /// A role.
    Role = "auth_role";
    /// All roles of one user.
    UserRoles = "user_roles";
    /// All roles of one group.
    GroupRoles = "group_roles";
    /// One role that somebody has in one division.
    RoleGrant = "role_grant";
    /// An OAuth client.
    OauthClient = "oauth_client";
    /// A file that canned responses show.
    ResponseAsset = "responsemanagement_responseasset";
    /// A canned response.
    Response = "responsemanagement_response";
    /// A trigger of workflows.
    Trigger = "processautomation_trigger";
    /// An action of an integration.
    IntegrationAction = "integration_action";
    /// A draft of an action of an integration.
    IntegrationActionDraft = "integration_action_draft";
    /// All rows of a data table.
    DatatableRows = "architect_datatable_rows";
    /// Any object of the API.
    ApiObject = "api_object";
    /// What people can say that they are doing.
    PresenceDefinition = "organization_presence_definition";
    /// A language of a grammar.
    GrammarLanguage = "architect_grammar_language";
}
