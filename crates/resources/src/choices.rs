//! Enumerations as tables: a name, how the API writes its values, and each value with what it means.

/// Declares enumerations. All are open: a value that the platform has added since is kept as it is.
///
/// ```text
/// choices! {
///     /// Who is called first.
///     CallbackMode "PascalCase" {
///         AgentFirst = "The agent.",
///         CustomerFirst = "The customer.",
///     }
/// }
/// ```
macro_rules! choices {
    ($($(#[$about:meta])* $name:ident $case:tt { $($(#[$more:meta])* $value:ident = $meaning:tt,)+ })+) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
            #[derive(pulumi_provider::declaration::Choice)]
            #[serde(rename_all = $case)]
            pub enum $name {
                $(
                    #[doc = $meaning]
                    $(#[$more])*
                    $value,
                )+
                /// One that the platform has added since.
                #[serde(untagged)]
                Other(String),
            }
        )+
    };
}

pub(crate) use choices;
