//! Server-sent events: what a page shows, again and again while somebody looks at it.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use tokio::sync::Semaphore;

use crate::{error::Failure, state::AppState};

/// How often is looked.
const EVERY: Duration = Duration::from_millis(1500);
/// Looks after which a browser has to ask again: what is left open is noticed by then.
const LOOKS: usize = 400;

/// Answers with `first`, and from then on with whatever `look` finds that is new, until it finds `None` or
/// the program stops. A stream that breaks off is begun again by the browser.
///
/// # Errors
/// When no place is left among `open`, the streams of this kind.
pub(crate) fn answer<F: Future<Output = Option<String>> + Send>(
    state: &AppState,
    open: &'static Semaphore,
    first: String,
    look: impl FnMut() -> F + Send + 'static,
) -> Result<Response, Failure> {
    let place = open.try_acquire().map_err(|_| Failure::Busy)?;
    let mut stopping = state.stopping.clone();
    let stopped = async move {
        // An error is the end of the program too.
        let _stopped = stopping.wait_for(|stops| *stops).await;
    };
    let event = data(&first);
    let later =
        futures::stream::unfold((look, first, place), |(mut look, before, place)| async move {
            tokio::time::sleep(EVERY).await;
            let now = look().await?;
            // A line that says nothing keeps the connection, and finds out whether there still is one.
            let event = if now == before { Bytes::from_static(b":\n\n") } else { data(&now) };
            Some((event, (look, now, place)))
        });
    let events = futures::stream::once(async { event })
        .chain(later.take(LOOKS))
        .take_until(Box::pin(stopped))
        .map(Ok::<_, Infallible>);
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    Ok((kind, Body::from_stream(events)).into_response())
}

fn data(text: &str) -> Bytes {
    format!("data: {text}\n\n").into()
}
