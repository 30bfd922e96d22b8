//! `genesysctl`: what there is to do around the provider, from a terminal or a pipeline.
//!
//! It knows the organization as the provider does: the same configuration out of the same environment, the same types, the same lists.
//! So what it writes is what the provider understands.

mod connection;
mod doctor;
mod glob;
mod import;
mod json_file;
mod migrate;
mod program;
mod terminal;
mod types;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use terminal::Terminal;

/// Companion of the Pulumi provider for Genesys Cloud.
///
/// It reads an organization and never changes it. Where the organization is and who asks comes from the environment, as for the
/// provider: GENESYSCLOUD_REGION (or GENESYSCLOUD_BASE_URL), GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or
/// GENESYSCLOUD_ACCESS_TOKEN. Credentials are no options, because other users of a machine can see the options of a command.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    command: Command,
}

/// Which organization.
#[derive(Debug, Default, Args)]
pub(crate) struct Place {
    /// AWS region of the organization, such as eu-central-1 [default: GENESYSCLOUD_REGION]
    #[arg(long, global = true, value_name = "REGION")]
    region: Option<String>,

    /// Address of the API in place of a region, such as that of a simulator [default: GENESYSCLOUD_BASE_URL]
    #[arg(long, global = true, value_name = "URL", conflicts_with = "region")]
    base_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Arguments),
    Doctor(doctor::Arguments),
    Migrate(migrate::Arguments),
}

/// Why a command came to nothing.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What happened, and what to do.
    message: String,
    /// The code that the process ends with.
    code: u8,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: 1 }
    }

    pub(crate) fn with_code(self, code: u8) -> Failure {
        Failure { code, ..self }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Arc::new(Terminal::new());
    let result = match arguments.command {
        Command::Import(command) => import::run(&command, &arguments.place, &terminal).await,
        Command::Migrate(command) => migrate::run(&command, &terminal),
        Command::Doctor(command) => doctor::run(&command, &arguments.place, &terminal).await,
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(Failure { message, code }) => {
            terminal.say(&format!("error: {message}"));
            ExitCode::from(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_in_order() {
        Arguments::command().debug_assert();
    }
}
