//! `beforehand person add | list | reset`.

use clap::{Args, Subcommand};

use super::{Failure, Place};

#[derive(Subcommand)]
pub enum Person {
    /// Add an account.
    Add(Add),
    /// List the accounts and their roles.
    List(List),
    /// Give an account a new password and sign it out everywhere.
    Reset(Reset),
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand person add --email jo@example.org --name 'Jo Field' --role staff --service north
  beforehand person add --email alex@example.org --name 'Alex Reed' --role admin

A password is made and printed once. With --password-stdin it is read from the first line of stdin.")]
pub struct Add {
    #[command(flatten)]
    place: Place,
    /// The address the person signs in with.
    #[arg(long)]
    email: String,
    /// The name shown beside what they did.
    #[arg(long)]
    name: String,
    /// staff, manager, trustee or admin.
    #[arg(long)]
    role: String,
    /// The service the role is in; an admin needs none.
    #[arg(long)]
    service: Option<String>,
    /// Read the password from stdin.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub struct Reset {
    #[command(flatten)]
    place: Place,
    /// The address the person signs in with.
    #[arg(long)]
    email: String,
    /// Read the password from stdin.
    #[arg(long)]
    password_stdin: bool,
}

impl Person {
    pub(super) async fn run(self) -> Result<(), Failure> {
        todo!()
    }
}
