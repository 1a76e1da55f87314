//! What ends with somebody: sessions, drafts, mail about editions, links that set a password.
//!
//! Refuses to touch what they did: their name stays wherever it stands.

use super::super::door::Door;
use super::super::line::on;
use super::super::{StoreError, invitations, queries, sessions};

/// Ends all that is a person's own, in the transaction that changes them. Mail that waits for them
/// ends with its subscription: whoever sends it looks once more.
pub(super) async fn leave(door: &mut Door, id: &str) -> Result<(), StoreError> {
    sessions::remove_of_person(&mut door.line().await?, id).await?;
    invitations::end(door, id).await?;
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::DRAFTS_REMOVE_OF_PERSON).bind(id).execute(c).await?;
    });
    end_mail(door, id, 0).await
}

/// Ends mail about the editions of a service, 0 for all.
pub(super) async fn end_mail(door: &mut Door, id: &str, service: i32) -> Result<(), StoreError> {
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::SUBSCRIPTIONS_REMOVE_OF_PERSON)
            .bind(id)
            .bind(service)
            .execute(c)
            .await?;
    });
    Ok(())
}
